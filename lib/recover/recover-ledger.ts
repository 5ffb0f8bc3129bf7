import type { EventDetail } from '../custody/custody-event.ts';
import { anchoredNotes, newestAnchoredSize } from '../fsck/anchored-copy.ts';
import { checkAnchors } from '../fsck/check-anchors.ts';
import { askWitnesses, silentWitnesses, type WitnessSaid } from '../fsck/check-witnesses.ts';
import { Findings } from '../fsck/findings.ts';
import type { AnchorParts, Progress } from '../fsck/ledger-parts.ts';
import { checkNote, isFinding } from '../ledger/check-note.ts';
import type { Checkpoint } from '../ledger/checkpoint.ts';
import type { Finding } from '../ledger/finding.ts';
import type { SaltedBody } from '../ledger/sealed-body.ts';
import { type AnchoredEvent, anchoredEvents } from './anchored-events.ts';
import { type BodiesApart, LostBodies } from './lost-bodies.ts';

/** Where recovered entries go: all of them in order, then their checkpoints by ascending size, then the end. */
export interface RecoverySink {
  take(events: readonly AnchoredEvent[]): Promise<void>;
  checkpoint(signed: RecoveredCheckpoint): Promise<void>;
  end(): Promise<void>;
}

/** A checkpoint that the recovered entries bear out. */
export interface RecoveredCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: string; // with the log's own signatures, as it was anchored
  readonly lines: string; // the witnesses'
}

/** What came back, and what did not. Sizes are numbers of entries. */
export interface RecoveryReport extends BodiesApart {
  readonly findings: readonly Finding[]; // about the anchors themselves
  readonly entries: bigint; // recovered, each proven by the newest checkpoint named below
  readonly readable: bigint; // of which the event behind is there too
  readonly newestNote: string | null;
  readonly todo: readonly string[]; // what a person must do, if anything
}

/**
 * Rebuilds the ledger from its anchors, after verifying them by the trust policy: nothing is handed out that no
 * signed checkpoint vouches for. Throws CustodyError if the anchors or the data keys cannot be read.
 */
export async function recoverLedger(
  parts: AnchorParts,
  sink: RecoverySink,
  progress: Progress,
  signal: AbortSignal,
): Promise<RecoveryReport> {
  const findings = new Findings();
  const newest = await newestAnchoredSize(parts.store, signal);
  const said = await askWitnesses(parts, signal);
  const { signedUpTo, newest: judged } = await checkAnchors(parts, newest, findings, progress, signal);
  const note = judged !== null && judged.checkpoint.size === signedUpTo ? judged.note : null;
  const lost = new LostBodies();
  let readable = 0n;
  for await (const events of anchoredEvents(parts, signedUpTo, signal)) {
    for (const { index, fields, event } of events) {
      if ('why' in event) {
        lost.take(index, fields.id, event);
        continue;
      }
      readable += 1n;
      if (fields.k === 'ledger.body-erased') lost.decided(decisionIn(event));
    }
    await sink.take(events);
    progress('anchors', (events.at(-1)?.index ?? 0n) + 1n, signedUpTo);
  }
  for await (const signed of recoveredCheckpoints(parts, signedUpTo, signal)) await sink.checkpoint(signed);
  await sink.end();
  const todo = [...goneWords(said, signedUpTo, newest), ...silentWitnesses(said)];
  return {
    findings: findings.list(),
    entries: signedUpTo,
    readable,
    ...lost.apart(),
    newestNote: note,
    todo,
  };
}

function decisionIn({ body }: SaltedBody): EventDetail<'ledger.body-erased'> {
  const { detail } = JSON.parse(Buffer.from(body).toString('utf8')) as {
    readonly detail: EventDetail<'ledger.body-erased'>;
  };
  return detail;
}

/** One whose signatures do not hold was named among the findings. */
async function* recoveredCheckpoints(
  { store, trust }: AnchorParts,
  upTo: bigint,
  signal: AbortSignal,
): AsyncGenerator<RecoveredCheckpoint> {
  for await (const { note: bytes, lines } of anchoredNotes(store, upTo, signal)) {
    const note = Buffer.from(bytes).toString('utf8');
    const judged = checkNote(note + lines, trust);
    if (!isFinding(judged)) yield { checkpoint: judged.checkpoint, note, lines };
  }
}

/** Entries that somebody signed for and that the anchors do not have. */
function goneWords(said: readonly WitnessSaid[], recovered: bigint, anchored: bigint): readonly string[] {
  const sizes = said.map(({ view }) => (view.kind === 'holds' ? view.size : 0n));
  const known = [anchored, ...sizes].reduce((a, b) => (a > b ? a : b));
  if (known <= recovered) return [];
  return [
    `Entries ${recovered} to ${known - 1n} were signed for and are not in the anchors. If no database has them ` +
      'either, they are gone: keep this report, state in writing what happened, and let two controllers decide ' +
      'how the log goes on. Nothing here goes on by itself.',
  ];
}
