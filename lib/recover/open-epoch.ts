import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import type { EventDetail } from '../custody/custody-event.ts';
import type { AnchorParts } from '../fsck/ledger-parts.ts';
import { systemEvent } from '../fsck/system-event.ts';
import { parseCheckpoint } from '../ledger/checkpoint.ts';
import {
  type EpochStatement,
  openStatement,
  statementPath,
  statementText,
} from '../ledger/epoch-statement.ts';
import { epochOf } from '../ledger/log-epoch.ts';
import { parseNote, signNote } from '../ledger/signed-note.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { CheckpointSigner } from '../ports/checkpoint-signer.ts';
import { integratePending } from '../worker/integrate-pending.ts';
import { inSequencerTransaction } from '../worker/sequencer-transaction.ts';
import { epochLoss } from './epoch-loss.ts';
import { type RecoveryDatabase, takeName } from './into-database.ts';
import { mendStreams } from './mend-streams.ts';
import { requeueStrays } from './requeue-strays.ts';
import { takeTurn } from './take-turn.ts';

const plainText = 'text/plain; charset=utf-8';

/** The epoch that ends, the one that begins, and the hands that are needed. */
export interface EpochTurn {
  readonly ending: AnchorParts;
  readonly next: { readonly origin: string; readonly store: AnchorStore };
  readonly database: RecoveryDatabase;
  /** Both keys of the log, under the name of one of its epochs. */
  readonly signersOf: (origin: string) => Promise<readonly CheckpointSigner[]>;
  /** Writes the new epoch's keys into the trust policy file, if they are not there. Out: the policy with them. */
  readonly trustKeys: (vkeys: readonly string[]) => Promise<TrustPolicy>;
  /** An id for an event of this time, milliseconds. */
  readonly newId: (milliseconds: number) => string;
  /** Records the opening. */
  readonly record: (detail: EventDetail<'ledger.opened'>) => Promise<void>;
}

/** What people decided, in their words. */
export interface EpochDecision {
  readonly why: string;
  readonly statedBy: string;
  readonly agreedBy: string;
  readonly at: string; // RFC 3339
}

/**
 * Ends an epoch of which entries are gone for good and begins the next: the same tree as far as it is left, under
 * another name. In this order, so that it can be killed anywhere and said again: the signed statement goes into the
 * new epoch's anchors and is the decision from then on; the policy names the new keys; the opening is recorded and
 * integrated; the database bears the new name. Throws `conflict` if nothing that was signed for is missing.
 */
export async function openEpoch(
  turn: EpochTurn,
  decision: EpochDecision,
  signal: AbortSignal,
): Promise<EpochStatement> {
  const { app, sequencer, origin } = turn.database;
  await takeTurn(app);
  await requireHeld(app, origin);
  const signers = [...(await turn.signersOf(origin)), ...(await turn.signersOf(turn.next.origin))];
  const vkeys = signers.filter(({ name }) => name === turn.next.origin).map((one) => one.verifierKey);
  const note =
    (await storedStatement(turn.next.store, signal)) ?? (await stateLoss(turn, decision, signers, signal));
  const statement = openStatement(note, await turn.trustKeys(vkeys));
  const last = lastOf(statement, turn);
  await setAside(sequencer, epochOf(origin), last.size);
  await mend(turn, statement);
  await recordOnce(turn, statement, note, vkeys);
  await integrateOpening(sequencer, origin, await openingOf(app, turn.next.origin));
  await inSequencerTransaction(sequencer, () => takeName(sequencer, turn.next.origin));
  return statement;
}

/** Once the database bears the next name, what is beyond the end of the epoch before is the next one's own. */
async function requireHeld(app: Client, origin: string): Promise<void> {
  const head = await headOf(app);
  if (head?.origin === origin) return;
  throw new CustodyError(
    'conflict',
    `This database holds the log ${head?.origin ?? 'of nobody'}, not ${origin}.`,
  );
}

async function storedStatement(store: AnchorStore, signal: AbortSignal): Promise<string | null> {
  const bytes = await store.get(statementPath, signal);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

/** Out: the note as it lies in the anchors now. */
async function stateLoss(
  { ending, next, database }: EpochTurn,
  decision: EpochDecision,
  signers: readonly CheckpointSigner[],
  signal: AbortSignal,
): Promise<string> {
  const { last, carried, lost } = await epochLoss(database.app, ending, signal);
  if (lost.length === 0) {
    throw new CustodyError(
      'conflict',
      'Nothing that was signed for is missing here, as far as the anchors and the witnesses say: the ledger needs no new epoch.',
    );
  }
  if (last === null) {
    throw new CustodyError(
      'conflict',
      'No signed checkpoint is borne out by the entries that are here: there is nothing that a new epoch could go on with.',
    );
  }
  const text = statementText({
    origin: next.origin,
    lastCheckpoint: last.note,
    carried: carried.toString(),
    lost,
    ...decision,
  });
  const note = signNote(text, await Promise.all(signers.map((signer) => signer.sign(text))));
  await next.store.put(statementPath, Buffer.from(note, 'utf8'), plainText, signal);
  return note;
}

/** The checkpoint with which the epoch ended. Throws unless the statement is about these two epochs. */
function lastOf({ origin, lastCheckpoint }: EpochStatement, { next, database }: EpochTurn) {
  const last = parseCheckpoint(parseNote(lastCheckpoint).text);
  if (origin === next.origin && last.origin === database.origin) return last;
  throw new CustodyError(
    'conflict',
    `The anchors hold a statement that ends ${last.origin} and begins ${origin}, and this database holds ${database.origin}.`,
  );
}

async function setAside(sequencer: Client, epoch: number, proven: bigint): Promise<void> {
  await sequencer.query('select set_aside_lost_end($1, $2)', [epoch, proven]);
}

/** What is left of the register, so that the tree can take it up without a hole. */
async function mend({ database, newId }: EpochTurn, { why }: EpochStatement): Promise<void> {
  const { app, origin } = database;
  await inSequencerTransaction(app, async () => {
    await requeueStrays(app);
    await mendStreams(app, { epochBefore: epochOf(origin), why }, newId);
  });
}

async function recordOnce(
  { next, database, record }: EpochTurn,
  { lastCheckpoint }: EpochStatement,
  statement: string,
  verifierKeys: readonly string[],
): Promise<void> {
  if ((await openingOf(database.app, next.origin)) !== null) return;
  const { origin } = next;
  await record({
    origin,
    epoch: epochOf(origin),
    verifierKeys,
    previousCheckpoint: lastCheckpoint,
    statement,
  });
}

/** The id of the event that opens this epoch, or null. */
function openingOf(app: Client, origin: string): Promise<string | null> {
  return systemEvent(app, 'ledger.opened', (opened) => opened.origin === origin);
}

/** What waits goes into the tree with it; nothing is signed before the database bears the new name. */
async function integrateOpening(sequencer: Client, origin: string, eventId: string | null): Promise<void> {
  for (;;) {
    const { rowCount } = await sequencer.query('select from ledger_entry where event_id = $1', [eventId]);
    if ((rowCount ?? 0) > 0) return;
    const before = await headOf(sequencer);
    await integratePending(sequencer, origin);
    if ((await headOf(sequencer))?.size !== before?.size) continue;
    throw new CustodyError(
      'conflict',
      'The opening of the new epoch was recorded and cannot be integrated: a number of its stream is missing.',
    );
  }
}

async function headOf(
  client: Client,
): Promise<{ readonly origin: string; readonly size: string } | undefined> {
  const { rows } = await client.query<{ origin: string; size: string }>(
    'select origin, size from ledger_head where id = 1',
  );
  return rows[0];
}
