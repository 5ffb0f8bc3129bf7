import { LedgerError } from '../ledger/ledger-error.ts';
import { parseTlogProof } from '../ledger/tlog-proof.ts';
import { type BundleFiles, textOfBytes } from './bundle-files.ts';

/**
 * A single `.tlog-proof` as the bundle of its one event, whose entry rides along as extra data. Nobody vouches for
 * extra data: the proof itself shows whether it is the entry. Throws LedgerError if it holds none.
 */
export function proofBundle(bytes: Uint8Array): BundleFiles {
  const { index, extra } = parseTlogProof(textOfBytes(bytes, 'The proof'));
  if (extra === null)
    throw new LedgerError('This proof does not bring its entry along; put it into a bundle.');
  const files = new Map([
    [`events/${index}/entry.json`, extra],
    [`events/${index}/event.tlog-proof`, bytes],
  ]);
  return {
    paths: new Set(files.keys()),
    read: async (path) => {
      const found = files.get(path);
      if (found === undefined) throw new LedgerError(`There is no file ${path}.`);
      return found;
    },
  };
}
