import { CustodyError } from '../custody/custody-error.ts';
import { LedgerError } from '../ledger/ledger-error.ts';

/** What the ledger in the database gives, or `conflict` when rows are gone or altered that it needs. */
export async function fromSoundLedger<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    const words =
      'The ledger in the database lacks what this needs: it was damaged. "holdfast fsck" names the place.';
    throw new CustodyError('conflict', words, { cause });
  }
}
