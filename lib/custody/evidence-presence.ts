/** What the store has under a sealed item's name. `other`: a blob, but not the one that was sealed. */
export type PresenceState = 'stored' | 'missing' | 'other';

/** A stored copy as the store describes it without its bytes. */
export interface StoredBlob {
  readonly sizeBytes: string; // decimal
  readonly etag: string;
  readonly createdOn: string | null; // RFC 3339
}

/** What was recorded of the copy, and what was seen first; null where nothing is known. */
export interface ExpectedBlob {
  readonly sizeBytes: string | null;
  readonly etag: string | null;
  readonly createdOn: string | null;
}

/** One thing that is not as it was recorded. */
export interface BlobDifference {
  readonly field: 'size' | 'etag' | 'created';
  readonly expected: string;
  readonly found: string;
}

/** Where a sealed item's copy lies, and what was expected there. */
interface CopyPlace {
  readonly exhibitNumber: string;
  readonly account: string;
  readonly container: string;
  readonly blob: string;
}

export interface MissingCopy extends CopyPlace {
  readonly expected: ExpectedBlob;
}

export interface OtherCopy extends CopyPlace {
  readonly differences: readonly BlobDifference[];
}

export interface FoundCopy extends CopyPlace {
  readonly found: StoredBlob;
}

/** Judges what the store answered for a sealed item. In: null if there is no such blob. */
export function presenceOf(
  expected: ExpectedBlob,
  found: StoredBlob | null,
): { readonly state: PresenceState; readonly differences: readonly BlobDifference[] } {
  if (found === null) return { state: 'missing', differences: [] };
  const differences = [
    ...difference('size', expected.sizeBytes, found.sizeBytes),
    ...difference('etag', unquoted(expected.etag), unquoted(found.etag)),
    ...difference('created', expected.createdOn, found.createdOn),
  ];
  return { state: differences.length === 0 ? 'stored' : 'other', differences };
}

export function missingSentence({ blob, container, account }: MissingCopy): string {
  return `The store ${account} has no ${blob} in ${container} any more. Its record stays; the bytes are not there.`;
}

export function otherSentence({ blob, differences }: OtherCopy): string {
  const words = differences.map(
    ({ field, expected, found }) => `${fieldWords[field]} ${found} instead of ${expected}`,
  );
  return `Under the name ${blob} lies another blob than the one that was sealed: ${words.join('; ')}.`;
}

export function foundSentence({ blob, container, found }: FoundCopy): string {
  return `The store has ${blob} in ${container} again, of the same ${found.sizeBytes} bytes and version. Its digest was not computed again.`;
}

const fieldWords = { size: 'size', etag: 'version', created: 'created' } as const;

function difference(
  field: BlobDifference['field'],
  expected: string | null,
  found: string | null,
): readonly BlobDifference[] {
  if (expected === null || expected === found) return [];
  return [{ field, expected, found: found ?? 'nothing' }];
}

/** The service writes an ETag with quotes in a header and without them in a body. */
function unquoted(etag: string | null): string | null {
  return etag === null ? null : etag.replaceAll('"', '');
}
