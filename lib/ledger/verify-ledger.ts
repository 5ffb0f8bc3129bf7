import type { JudgedNote } from './check-note.ts';
import { EntryWalk } from './entry-walk.ts';
import type { NodeRow } from './growing-tree.ts';
import { type LedgerVerdict, NoteWalk } from './note-walk.ts';
import type { ReadEntry } from './read-entry.ts';
import type { TrustPolicy } from './trust-policy.ts';

/** One copy of a log: the anchors, an exported folder, or a database. Both streams go from the start, in order. */
export interface LogCopy {
  /** Signed checkpoints by ascending size, with the witnesses' lines known for them. */
  notes(): AsyncIterable<string>;
  /** Entries from index 0 on, in batches of any length. */
  entries(): AsyncIterable<readonly Uint8Array[]>;
}

/** What else wants to see what a verification reads, in the order of the log. */
export interface LedgerWatch {
  entry?(read: ReadEntry): void;
  /** Complete subtrees of level ≥ 1, of whole tiles only; those of a checkpoint before it. */
  grown?(rows: readonly NodeRow[]): void;
  /** A checkpoint that fits the entries. */
  checkpoint?(judged: JudgedNote): Promise<void>;
}

/**
 * The checklist that a stranger would follow, over one copy of a log and with nothing trusted but the policy:
 *  1. every checkpoint is signed by all keys of the log;
 *  2. no size was signed with two roots;
 *  3. every entry is in its one spelling, later than the one before, and next in its stream;
 *  4. the entries give the root of every checkpoint, so that each continues the one before;
 *  5. no checkpoint promises more entries than there are;
 *  6. a quorum of witnesses has seen it.
 * Memory does not grow with the number of entries. Out: the verdict; an unreadable copy throws.
 */
export async function verifyLedger(
  copy: LogCopy,
  trust: TrustPolicy,
  watch: LedgerWatch = {},
): Promise<LedgerVerdict> {
  const walk = new EntryWalk();
  const notes = new NoteWalk(walk, trust, copy.notes(), async (judged) => await watch.checkpoint?.(judged));
  await notes.reached();
  for await (const batch of copy.entries()) {
    for (const entry of batch) {
      const read = walk.take(entry);
      watch.entry?.(read);
      if (walk.size < notes.dueAt) continue;
      watch.grown?.(walk.grown());
      await notes.reached();
    }
    watch.grown?.(walk.grown());
  }
  return await notes.end();
}
