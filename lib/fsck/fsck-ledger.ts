import type { Client } from 'pg';
import type { JudgedNote } from '../ledger/check-note.ts';
import type { Finding } from '../ledger/finding.ts';
import type { LedgerVerdict } from '../ledger/note-walk.ts';
import { rootOfNodes } from '../ledger/root-of-nodes.ts';
import { headSize, nodesOf } from '../worker/log-rows.ts';
import { anchoredNodes } from '../worker/read-anchors.ts';
import { newestAnchoredSize } from './anchored-copy.ts';
import { checkCopies } from './check-copies.ts';
import { checkEpochs } from './check-epochs.ts';
import { checkReceipts } from './check-receipts.ts';
import { checkRest } from './check-rest.ts';
import { checkTables } from './check-tables.ts';
import { checkWitnessMemory } from './check-witness-memory.ts';
import {
  askWitnesses,
  checkWitnesses,
  silentWitnesses,
  type WitnessedCopy,
  type WitnessSaid,
} from './check-witnesses.ts';
import { Findings } from './findings.ts';
import { inSnapshot } from './in-snapshot.ts';
import type { LedgerParts, Progress } from './ledger-parts.ts';
import { secondHistory } from './second-history.ts';

/** What was found, and what the findings do not cover. Sizes are numbers of entries. */
export interface FsckReport {
  readonly findings: readonly Finding[]; // empty: every check held
  readonly remarks: readonly string[]; // nothing wrong, but worth knowing
  readonly entries: bigint; // integrated in the database
  readonly root: string; // base64, re-derived from all of them
  readonly anchoredUpTo: bigint; // newest anchored checkpoint that the anchored entries bear out
  readonly witnessedUpTo: bigint; // the same with a quorum of witnesses
  readonly firstDifference: bigint | null; // between the anchors and the database
  readonly unanchoredSince: Date | null; // when the first entry behind the newest anchored checkpoint came in
}

/**
 * Holds the live database against anchors and witnesses and re-derives everything:
 *  1. what the anchors and the witnesses have is asked first, then the database is read as of one moment;
 *  2. the anchors by themselves: signatures, quorum, entries, tree, tiles, time stamps;
 *  3. the database by itself and against the anchors: entries, tree, checkpoints, events (in one walk with 2: what
 *     follows from equal bytes is derived once);
 *  4. what the database says of itself: head, counters, what waits, receipts; where an epoch ended, the statement why;
 *  5. the tables beside the ledger against the events, row by row (`tablesBeside` says which, and which not);
 *  6. what the witnesses hold, against both.
 * Reads only. Memory grows with the number of streams, not of entries. Throws CustodyError if a part cannot be read.
 */
export async function fsckLedger(
  parts: LedgerParts,
  progress: Progress,
  signal: AbortSignal,
): Promise<FsckReport> {
  const findings = new Findings();
  const anchored = await newestAnchoredSize(parts.store, signal);
  const said = await askWitnesses(parts, signal);
  return await inSnapshot(parts.client, async () => {
    const head = await headSize(parts.client);
    const copies = await checkCopies(parts, { anchored, head }, findings, progress, signal);
    const { anchors, database } = copies;
    await checkRest(parts.client, database, findings);
    const isAfterLoss = (parts.earlier ?? []).length > 0;
    await checkTables(parts.client, isAfterLoss, findings, (done) => progress('tables', BigInt(done), 0n));
    const epochs = await checkEpochs(parts, findings, signal);
    let missing = 0;
    for (const span of epochs.spans) missing += await checkReceipts(parts.client, span, findings, signal);
    if (copies.firstDifference !== null) {
      const at = { firstDifference: copies.firstDifference, anchored, stored: newestFitting(database) };
      findings.addAll(await secondHistory(parts, at, signal));
    }
    progress('witnesses', 0n, BigInt(said.length));
    await checkWitnesses(parts, said, databaseCopy(parts, database), findings);
    await checkWitnessMemory(parts.client, parts, said, findings, signal);
    await checkWitnesses(
      parts,
      notAhead(said, anchored),
      anchoredCopy(parts, anchors, anchored, signal),
      findings,
    );
    return {
      findings: findings.list(),
      remarks: [...epochs.remarks, ...silentWitnesses(said), ...remarksOn(missing, copies.ofOneKey)],
      entries: database.entries,
      root: Buffer.from(database.root).toString('base64'),
      anchoredUpTo: anchors.signedUpTo,
      witnessedUpTo: larger(anchors.witnessedUpTo, database.witnessedUpTo),
      firstDifference: copies.firstDifference,
      unanchoredSince: await recordedAt(parts.client, anchors.signedUpTo),
    };
  });
}

function newestFitting({ newest, signedUpTo }: LedgerVerdict): JudgedNote | null {
  return newest !== null && newest.checkpoint.size === signedUpTo ? newest : null;
}

function databaseCopy({ client }: LedgerParts, { entries, newest }: LedgerVerdict): WitnessedCopy {
  const rootAt = (size: bigint) => rootOfNodes(size, nodesOf(client));
  return { name: 'database', size: entries, rootAt, newest: newest?.note ?? null };
}

function anchoredCopy(
  { store }: LedgerParts,
  { newest }: LedgerVerdict,
  anchored: bigint,
  signal: AbortSignal,
): WitnessedCopy {
  const rootAt = (size: bigint) => rootOfNodes(size, anchoredNodes(store, anchored, signal));
  return { name: 'anchored log', size: anchored, rootAt, newest: newest?.note ?? null };
}

/** A witness may know of more than is anchored: it is asked every few seconds, the store once a minute. */
function notAhead(said: readonly WitnessSaid[], anchored: bigint): readonly WitnessSaid[] {
  return said.filter(({ view }) => view.kind === 'holds' && view.size <= anchored);
}

function remarksOn(missing: number, ofOneKey: number): readonly string[] {
  const remarks: string[] = [];
  if (missing > 0) {
    remarks.push(
      `${missing} cosignatures or time stamps that the database keeps are not beside their notes in the anchors: ` +
        'they never reached them, or were removed.',
    );
  }
  if (ofOneKey > 0)
    remarks.push(`${ofOneKey} checkpoints are from before the log had two keys, and vouch for nothing.`);
  return remarks;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** When the entry of this index was recorded, by the database; null if there is none. */
async function recordedAt(client: Client, index: bigint): Promise<Date | null> {
  const { rows } = await client.query<{ at: Date }>(
    'select c.occurred_at as at from ledger_entry e join custody_event c on c.id = e.event_id where e.idx = $1',
    [index],
  );
  return rows[0]?.at ?? null;
}
