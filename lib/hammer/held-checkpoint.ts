import type { Client } from 'pg';
import { checkNote, isFinding } from '../ledger/check-note.ts';
import type { Checkpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { consistencyProof } from '../ledger/tree-proof.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import { verifyConsistency } from '../ledger/verify-proof.ts';
import { newestCheckpoint, nodesOf } from '../worker/log-rows.ts';

/** What went wrong under the hammer, with the newest note that was still right. */
export interface HammerFailure {
  readonly words: string;
  readonly lastGood: string | null; // signed notes, verbatim
  readonly firstBad: string | null; // null: not a note was bad, but what the last good one stands for is not there
}

/** Thrown by a reader; caught by the hammer. */
export class HammerError extends Error {
  readonly failure: HammerFailure;

  constructor(failure: HammerFailure, cause?: unknown) {
    super(failure.words, cause === undefined ? undefined : { cause });
    this.name = 'HammerError';
    this.failure = failure;
  }
}

/** A checkpoint that was checked, and that every later one must continue. */
export interface Held {
  readonly checkpoint: Checkpoint;
  readonly note: string;
}

/**
 * Looks for a newer checkpoint than the one held, and takes it only if all keys of the log signed it and a proof
 * ties it to the one held. Witnesses come later than readers do here and are not asked for. Throws HammerError.
 */
export async function nextCheckpoint(
  client: Client,
  trust: TrustPolicy,
  held: Held | null,
): Promise<Held | null> {
  const stored = await newestCheckpoint(client);
  if (stored === null) return held;
  if (held !== null && stored.note === held.note) return held;
  const judged = checkNote(stored.note, trust);
  const bad = (words: string, cause?: unknown) =>
    new HammerError({ words, lastGood: held?.note ?? null, firstBad: stored.note }, cause);
  if (isFinding(judged)) throw bad(judged.words);
  const { checkpoint } = judged;
  if (held === null) return { checkpoint, note: stored.note };
  const [old, now] = [held.checkpoint, checkpoint];
  if (now.size < old.size)
    throw bad(`The newest checkpoint went back from ${old.size} to ${now.size} entries.`);
  const claim = { oldSize: old.size, oldRoot: old.root, newSize: now.size, newRoot: now.root };
  try {
    const proof = await consistencyProof(old.size, now.size, nodesOf(client));
    if (!verifyConsistency({ ...claim, proof })) {
      throw bad(`No proof ties the checkpoint of ${now.size} entries to the one of ${old.size}.`);
    }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw bad(`The proof from ${old.size} to ${now.size} entries cannot be made: ${error.message}`, error);
  }
  return { checkpoint, note: stored.note };
}
