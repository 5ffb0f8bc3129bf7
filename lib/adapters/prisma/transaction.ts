import type { Prisma } from '../../../prisma/generated/client.ts';
import type { Database } from './client.ts';
import { custodyErrorOf, isRepeatable } from './database-error.ts';

export type Transaction = Prisma.TransactionClient;

const attempts = 6;

/**
 * Runs `work` in one transaction, again from the start after a deadlock or a serialisation failure.
 * Throws `storage-unavailable`, `conflict` or `not-found` for what the database refused; errors of `work` pass.
 */
export async function inTransaction<R>(db: Database, work: (tx: Transaction) => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work, { maxWait: 10_000, timeout: 20_000 });
    } catch (error) {
      if (attempt === attempts || !isRepeatable(error)) throw custodyErrorOf(error);
    }
  }
}
