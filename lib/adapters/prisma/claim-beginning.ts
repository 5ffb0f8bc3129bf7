import { CustodyError } from '../../custody/custody-error.ts';
import { registerLook } from './register-look.ts';
import type { Transaction } from './transaction.ts';

const beginningKey = 4_701_199_203n; // any fixed number: processes that start together take turns

/** The lock lasts until the transaction ends, so whoever waits for it sees the first one's event. */
export async function claimBeginning(tx: Transaction): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${beginningKey})`;
  if (await registerLook(tx).hasBegun()) throw new CustodyError('conflict', 'The ledger was opened already.');
}
