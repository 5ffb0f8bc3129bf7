import { LedgerError } from '../ledger/ledger-error.ts';
import { parseVerifierKey, type VerifierKey } from '../ledger/verifier-key.ts';

/** The logs a witness looks after, by origin, and how many of a log's keys must have signed. */
export interface WatchedLogs {
  readonly keys: ReadonlyMap<string, readonly VerifierKey[]>;
  readonly demand: 'any-key' | 'all-keys';
}

/**
 * Groups verifier keys by the log they name: the name of a log's key is its origin. Throws LedgerError for a
 * malformed key, the key of a witness, a key given twice, or none at all.
 */
export function watchedLogs(vkeys: readonly string[], demand: WatchedLogs['demand']): WatchedLogs {
  const keys = new Map<string, VerifierKey[]>();
  if (vkeys.length === 0) throw new LedgerError('A witness needs the key of at least one log.');
  for (const vkey of vkeys) {
    const key = parseVerifierKey(vkey);
    if (key.algorithm === 'cosignature-v1')
      throw new LedgerError(`${vkey} is the key of a witness, not of a log.`);
    const known = keys.get(key.name) ?? [];
    if (known.some((other) => Buffer.compare(other.publicKey, key.publicKey) === 0)) {
      throw new LedgerError(`The key ${vkey} is given twice.`);
    }
    keys.set(key.name, [...known, key]);
  }
  return { keys, demand };
}
