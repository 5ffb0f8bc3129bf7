import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { keysInForce } from '../ledger/keys-in-force.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { openNote, parseNote } from '../ledger/signed-note.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';

/**
 * Whose signatures of the log a note bears: of every key in force at its size, of one of several, or none that is
 * right. `unknown`: the policy cannot be read here, or knows no such log.
 */
export type NoteSignatures = 'every-key' | 'one-key' | 'wrong' | 'unknown';

/** In: a signed note, and the trust policy or null. */
export function noteSignatures(note: string, trust: TrustPolicy | null): NoteSignatures {
  if (trust === null) return 'unknown';
  try {
    const { origin, size } = parseCheckpoint(parseNote(note).text);
    const inForce = keysInForce(trust, origin, size);
    if (inForce.length === 0) return 'unknown';
    const { signedBy } = openNote(note, inForce);
    return inForce.every((key) => signedBy.includes(key)) ? 'every-key' : 'one-key';
  } catch (error) {
    if (error instanceof LedgerError) return 'wrong';
    throw error;
  }
}
