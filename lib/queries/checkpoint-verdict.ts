import { openCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { parseVerifierKey, type VerifierKey } from '../ledger/verifier-key.ts';

export interface StoredCheckpoint {
  readonly size: bigint;
  readonly root: Uint8Array;
  readonly note: string;
}

/** What is known of a signed note. `unknown`: there is no public key here to check it with. */
export type CheckpointVerdict =
  | { readonly outcome: 'valid' | 'unknown'; readonly reason: null }
  | { readonly outcome: 'invalid'; readonly reason: string };

/**
 * Whether the log's own key signed this note, and whether it says what the columns beside it say.
 * In: a checkpoint row, the public keys as vkey lines. Source: C2SP tlog-checkpoint, signed-note.
 */
export function checkpointVerdict(row: StoredCheckpoint, keys: readonly string[]): CheckpointVerdict {
  const trusted = keys.flatMap(keyOf);
  if (trusted.length === 0) return { outcome: 'unknown', reason: null };
  try {
    const signed = openCheckpoint(row.note, trusted);
    const same = signed.size === row.size && Buffer.compare(signed.root, row.root) === 0;
    if (same) return { outcome: 'valid', reason: null };
    return { outcome: 'invalid', reason: 'The size or root beside the note is not the one that was signed.' };
  } catch (error) {
    if (error instanceof LedgerError) return { outcome: 'invalid', reason: error.message };
    throw error;
  }
}

// A line that is no key cannot vouch for anything; without any key the verdict is "unknown".
function keyOf(line: string): readonly VerifierKey[] {
  try {
    return [parseVerifierKey(line)];
  } catch (error) {
    if (error instanceof LedgerError) return [];
    throw error;
  }
}
