import type { DigestClaim } from './digest-claim.ts';

/** By which way an item came that no part of Holdfast took. */
export const broughtWays = ['by-hand', 'staged', 'windows-365', 'reference-vault', 'bundle'] as const;
export type BroughtWay = (typeof broughtWays)[number];

/** What it is, as who brings it says. */
export const broughtKinds = [
  'disk-image',
  'memory-image',
  'archive',
  'photograph',
  'document',
  'log',
  'bundle',
  'other',
] as const;
export type BroughtKind = (typeof broughtKinds)[number];

/** An item that was evidence, or somebody's file, before Holdfast received it: of all before that it saw nothing itself. */
export interface BroughtSource {
  readonly brought: {
    readonly importId: string; // ours
    readonly way: BroughtWay;
    readonly what: BroughtKind;
    readonly fileName: string;
    readonly sizeBytes: string; // as announced, or as storage said when it was pinned
    readonly description: string;
    readonly earlier: EarlierCustody;
    readonly claims: readonly DigestClaim[];
    /** Where Holdfast reads it; null: it comes from the person's browser, or out of a bundle. */
    readonly origin: StoredOrigin | null;
    /** What is to be known of this way, one plain sentence each; stands with the item for good. */
    readonly notes: readonly string[];
    /** Of a bundle: whom who brought it trusts, as C2SP tlog-policy text. */
    readonly trustPolicy?: string;
    /** Of a file out of a bundle that is an item here itself. */
    readonly inside?: InsideBundle;
  };
}

/** Where in a sealed bundle a file lies, and what it is called there. */
export interface InsideBundle {
  readonly evidenceId: string; // ours, of the bundle
  readonly exhibitNumber: string; // ours, of the bundle
  readonly path: string; // in the archive
  readonly theirs: string; // exhibit number that its own Holdfast gave it
  readonly log: string; // origin of that Holdfast's log, as the bundle says
  readonly index: string; // of the entry there that sealed it
}

/** Custody before the receipt, as who brings it says; null is printed as not supplied. */
export interface EarlierCustody {
  readonly takenBy: string | null;
  readonly takenAt: string | null; // RFC 3339
  readonly how: string | null;
  readonly heldBy: string | null; // by whom and where it was kept until now
}

/** One version of one blob, pinned when it was asked for: another version is not read. */
export interface StoredOrigin {
  readonly endpoint: string; // https://account.blob.core.windows.net, without a signature
  readonly container: string;
  readonly blob: string;
  readonly etag: string;
  readonly blobType: string; // BlockBlob, PageBlob
  readonly lastModified: string | null; // RFC 3339, as storage says
}

/** The provenance as labels and values, the same on page and in the report; null is printed as not supplied. */
export function provenanceRows({ brought }: BroughtSource): readonly (readonly [string, string | null])[] {
  const { earlier, origin } = brought;
  return [
    ['Way', wayWords(brought.way)],
    ['File', brought.fileName],
    ['Size', `${brought.sizeBytes} bytes`],
    ['What it is, as who brought it says', broughtKindWords(brought.what)],
    ['Description', brought.description],
    ['Taken by', earlier.takenBy],
    ['Taken at', earlier.takenAt],
    ['How it was taken', earlier.how],
    ['Kept until now', earlier.heldBy],
    ...(origin === null
      ? []
      : ([
          ['Read from', `${origin.endpoint}/${origin.container}/${origin.blob}`],
          ['Version', `${origin.blobType}, ETag ${origin.etag}${writtenWords(origin)}`],
        ] as const)),
    ...insideRows(brought.inside),
    ...(brought.trustPolicy === undefined
      ? []
      : ([['Judged by the trust policy', brought.trustPolicy]] as const)),
    ['What Holdfast saw itself', seenByHoldfast],
    ...(brought.notes.length === 0 ? [] : [['To be known', brought.notes.join(' ')] as const]),
  ];
}

/** Of a sealed bundle the seal says when; storage is asked of nothing else. */
function writtenWords({ lastModified }: StoredOrigin): string {
  return lastModified === null ? '' : `, written ${lastModified}`;
}

function insideRows(inside: InsideBundle | undefined): readonly (readonly [string, string])[] {
  if (inside === undefined) return [];
  const { exhibitNumber, path, theirs, log, index } = inside;
  return [
    ['Out of the bundle', `${exhibitNumber}, file ${path}`],
    ['Its number there', `${theirs}, sealed by entry ${index} of the log ${log}, as the bundle says`],
  ];
}

const seenByHoldfast =
  'Nothing before the moment of receipt. All that is said of the time before is the statement of who brought it.';

export function wayWords(way: BroughtWay): string {
  switch (way) {
    case 'by-hand':
      return 'Brought by hand, uploaded from a person’s browser';
    case 'staged':
      return 'Read from the SOC’s staging storage, where a person had put it';
    case 'windows-365':
      return 'Windows 365 snapshot of a Cloud PC placed under review';
    case 'reference-vault':
      return 'Taken over from a vault of the older Microsoft chain-of-custody reference';
    case 'bundle':
      return 'Out of an evidence bundle of another Holdfast';
  }
}

export function broughtKindWords(kind: BroughtKind): string {
  switch (kind) {
    case 'disk-image':
      return 'Disk image';
    case 'memory-image':
      return 'Memory image';
    case 'archive':
      return 'Archive';
    case 'photograph':
      return 'Photograph';
    case 'document':
      return 'Document';
    case 'log':
      return 'Log file';
    case 'bundle':
      return 'Evidence bundle of another Holdfast';
    case 'other':
      return 'Something else';
  }
}

/** What it is called in lists. */
export function broughtNames({ brought }: BroughtSource): {
  readonly machine: string;
  readonly part: string;
} {
  return { machine: shortWay(brought.way), part: `file ${brought.fileName}` };
}

function shortWay(way: BroughtWay): string {
  switch (way) {
    case 'by-hand':
      return 'an import by hand';
    case 'staged':
      return 'the staging storage';
    case 'windows-365':
      return 'a Cloud PC under review';
    case 'reference-vault':
      return 'an older custody vault';
    case 'bundle':
      return 'another Holdfast';
  }
}
