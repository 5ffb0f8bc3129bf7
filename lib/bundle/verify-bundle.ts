import { sameBytes } from '../ledger/bytes.ts';
import type { JudgedNote } from '../ledger/check-note.ts';
import type { Finding } from '../ledger/finding.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import { checkBag, isBag } from './bag/check-bag.ts';
import { readEvents } from './bundle-event.ts';
import { type BundleFiles, readIfThere, textOfBytes } from './bundle-files.ts';
import { checkScope, hasScope, type RecordedScope, recordedScope } from './bundle-scope.ts';
import { checkContents } from './check-contents.ts';
import { checkBody, checkInclusion } from './check-event.ts';
import { checkLog, type WholeLog } from './check-log.ts';
import { StreamWalk } from './check-streams.ts';
import { checkStamps, checkWitnessClocks, type StampRoots } from './check-time.ts';
import { Checklist, type CheckStep } from './checklist.ts';
import { type BundleEvent, holdingEvents } from './held-event.ts';
import { JudgedNotes } from './judged-notes.ts';
import { reportScope } from './report-scope.ts';
import { tellCoverage } from './tell-coverage.ts';

/** Whom the auditor trusts. Nothing in a bundle adds to it. */
export interface BundleTrust {
  readonly policy: TrustPolicy;
  readonly stampRoots: StampRoots;
}

/** What a verification can say. Nothing is claimed beyond the steps. */
export interface BundleVerdict {
  readonly findings: readonly Finding[]; // empty: every check held
  readonly steps: readonly CheckStep[];
  readonly remarks: readonly string[]; // what is not covered
  readonly events: readonly BundleEvent[];
  readonly bag: string | null; // hex SHA-256 of its tagmanifest-sha256.txt, by which a bag is known; null: it is none
}

/**
 * The checklist that a stranger would follow, over the files of a bundle and with nothing trusted but what the
 * auditor brought. Out: the verdict; a file that cannot be read throws. Source: `lib/ledger/README.md` "The bundle".
 */
export async function verifyBundle(given: BundleFiles, trust: BundleTrust): Promise<BundleVerdict> {
  const checklist = new Checklist();
  for (const path of given.strangers ?? [])
    checklist.find('damage', path, 'It is a link or a device and no file: nothing was read there.');
  const bag = isBag(given) ? await checkBag(given, checklist) : null;
  checklist.step('Every file is the one that the manifests of the bag name', bag?.words ?? null);
  const files = bag?.files ?? given;
  const walk = await walkEvents(files, trust);
  const { events, notes, shown } = walk;
  checklist.take(walk.spelling);
  checklist.step(
    'Every entry and proof is in its one spelling',
    events.length === 0 ? null : `${events.length} events.`,
  );

  const loose = await judgeLoose(files, notes, walk.signing);
  checklist.take(walk.signing);
  checklist.step(
    'Every checkpoint bears all signatures of the log and the quorum of witnesses',
    wordsOf(notes.all()),
  );

  checklist.take(walk.placing);
  checklist.step(
    'Every entry stands in the signed tree at its place',
    events.length === 0 ? null : `${events.length} proofs.`,
  );

  checklist.take(walk.committing);
  checklist.step('Every body is the one its entry commits to', shown === 0 ? null : `${shown} bodies.`);

  const scope = await scopeOf(files, bag !== null, events, checklist);
  const ends = scope === null ? null : checkScope(scope, events, checklist);
  checklist.step('Every stream is here as far as it went when the bundle was begun', ends);

  const streams = walk.streams.end(scope === null ? null : new Set(scope.due.keys()), checklist);
  checklist.step(
    'Within each stream nothing is missing, repeated or changed',
    streams.length === 0 ? null : streams.length === 1 ? 'One stream.' : `${streams.length} streams.`,
  );

  checklist.step(
    'Evidence in the bundle has the digests that its events name',
    await checkContents(files, bag?.digests ?? new Map(), events, checklist),
  );

  const log = loose.log === null ? null : await checkLog(files, notes.all(), events, trust.policy, checklist);
  checklist.step(
    'The whole log gives the root of every checkpoint',
    log === null ? null : `${log.entries} entries.`,
  );

  checklist.take(walk.clocks);
  const clocks = await checkClocks(files, { events, notes, loose, log }, trust, checklist);
  checklist.step('No entry is younger than the clocks that vouch for it', clocks);

  for (const path of given.archive?.damaged() ?? [])
    checklist.find('damage', path, 'The checksum that the archive has of it is not that of its bytes.');
  for (const remark of given.archive?.remarks ?? []) checklist.remarks.push(remark);
  if (events.length === 0 && log === null)
    checklist.find('unproven', 'the bundle', 'It holds no event and no log.');
  const knownBy = bag === null ? null : bag.tagManifestSha256;
  tellCoverage({ files, events, streams, log, notes: notes.all(), bag: knownBy, scope }, checklist);
  const { findings, steps, remarks } = checklist;
  return { findings, steps, remarks, events, bag: knownBy };
}

/** By the record of what was begun; null: these are single events, of which nobody said how far they go. */
async function scopeOf(
  files: BundleFiles,
  isBag: boolean,
  events: readonly BundleEvent[],
  checklist: Checklist,
): Promise<RecordedScope | null> {
  if (files.report !== undefined) return reportScope(files.report, events, checklist);
  return isBag || hasScope(files, events) ? await recordedScope(files, events, checklist) : null;
}

/** What each event shows for itself, by the step that it belongs to. */
interface EventWalk {
  readonly events: readonly BundleEvent[]; // in the order of the log
  readonly shown: number; // of them with their bodies
  readonly notes: JudgedNotes;
  readonly streams: StreamWalk;
  readonly spelling: Checklist;
  readonly signing: Checklist;
  readonly placing: Checklist;
  readonly committing: Checklist;
  readonly clocks: Checklist;
}

/** Looks at one event after the other, and lets go of its proof and body before the next. */
async function walkEvents(files: BundleFiles, { policy }: BundleTrust): Promise<EventWalk> {
  const [spelling, signing, placing] = [new Checklist(), new Checklist(), new Checklist()];
  const [committing, clocks] = [new Checklist(), new Checklist()];
  const [notes, streams, hold] = [new JudgedNotes(policy, signing), new StreamWalk(), holdingEvents()];
  const events: BundleEvent[] = [];
  for await (const event of readEvents(files, spelling)) {
    const judged = event.proof === null ? null : notes.judge(event.proof.checkpoint, true);
    checkInclusion(event, judged, placing);
    checkBody(event, committing);
    streams.take(event);
    if (judged !== null) checkWitnessClocks(event, judged, clocks);
    events.push(hold(event));
  }
  const shown = events.filter(({ isShown }) => isShown).length;
  return { events, shown, notes, streams, spelling, signing, placing, committing, clocks };
}

/** Checkpoints that stand in files of their own. */
interface LooseNotes {
  readonly log: JudgedNote | null;
  readonly stamped: { readonly bytes: Uint8Array; readonly judged: JudgedNote } | null;
}

/** The stamped checkpoint is as the log signed it, before any witness saw it: it needs no quorum of its own. */
async function judgeLoose(files: BundleFiles, notes: JudgedNotes, checklist: Checklist): Promise<LooseNotes> {
  const judge = async (path: string, needsQuorum: boolean) => {
    const bytes = await readIfThere(files, path);
    if (bytes === null) return null;
    try {
      const judged = notes.judge(textOfBytes(bytes, path), needsQuorum);
      return judged === null ? null : { bytes, judged };
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      checklist.find('damage', path, cause.message);
      return null;
    }
  };
  const log = await judge('log/checkpoint', true);
  return { log: log?.judged ?? null, stamped: await judge('timestamps/checkpoint', false) };
}

function wordsOf(notes: readonly JudgedNote[]): string | null {
  if (notes.length === 0) return null;
  const words = notes.map(({ checkpoint, cosignedBy }) => {
    const witnesses = Array.from(cosignedBy, ([name, time]) => `${name} at ${isoOf(time)}`).join(', ');
    return `${checkpoint.origin}, ${checkpoint.size} entries${witnesses === '' ? '' : `, cosigned by ${witnesses}`}.`;
  });
  return [...new Set(words)].join(' ');
}

function isoOf(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString();
}

interface ClockQuestion {
  readonly events: readonly BundleEvent[];
  readonly notes: JudgedNotes;
  readonly loose: LooseNotes;
  readonly log: WholeLog | null;
}

/** Out: words for the step, or null if no clock but the log's own says anything. */
async function checkClocks(
  files: BundleFiles,
  { events, notes, loose, log }: ClockQuestion,
  { stampRoots }: BundleTrust,
  checklist: Checklist,
): Promise<string | null> {
  const seen = new Set(events.map(({ note }) => note));
  const cosigned = [...seen].some((note) => (notes.known(note)?.cosignedBy.size ?? 0) > 0);
  const words = cosigned ? ['Held against the clocks of the witnesses.'] : [];
  if (loose.stamped !== null) {
    const { bytes, judged: stamped } = loose.stamped;
    const covered = events.filter((event) => isBelow(event, notes.known(event.note), stamped, log));
    const bounds = await checkStamps(files, { stamped: bytes, covered }, stampRoots, checklist);
    for (const { by, at } of bounds) {
      const which =
        covered.length === events.length ? 'every event' : `${covered.length} of ${events.length} events`;
      words.push(
        `${by} saw the checkpoint of ${stamped.checkpoint.size} entries, and so ${which}, by ${at.toISOString()}.`,
      );
    }
  }
  return words.length === 0 ? null : words.join(' ');
}

/** Whether the bundle shows that the stamped tree holds the event: the same tree, or the whole log between them. */
function isBelow(
  event: BundleEvent,
  own: JudgedNote | null,
  stamped: JudgedNote,
  log: WholeLog | null,
): boolean {
  if (own === null || event.index >= stamped.checkpoint.size) return false;
  return log !== null || sameBytes(own.checkpoint.root, stamped.checkpoint.root);
}
