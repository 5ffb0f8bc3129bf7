import { CustodyError } from '../../custody/custody-error.ts';
import type { Database } from './client.ts';
import { codesOf } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/**
 * Reads who may see what, and what there is to see, at one moment. Each index is walked in the order of time and no further
 * than it is needed: to gather all matches of two indexes first, as the planner likes to, would grow with the register. What
 * still takes too long is ended in the database too, not only no longer waited for. Throws `not-feasible` then.
 */
export async function atOneMoment<R>(db: Database, work: (tx: Transaction) => Promise<R>): Promise<R> {
  let isBegun = false;
  try {
    return await db.$transaction(
      async (tx) => {
        isBegun = true;
        await tx.$queryRaw`
          select set_config('enable_bitmapscan', 'off', true), set_config('statement_timeout', ${longest}, true)`;
        return await work(tx);
      },
      { isolationLevel: 'RepeatableRead', maxWait: 10_000, timeout: 20_000 },
    );
  } catch (error) {
    const codes = codesOf(error);
    if (!codes.includes(queryCanceled) && !(isBegun && codes.includes(transactionEnded))) throw error;
    throw new CustodyError(
      'not-feasible',
      'This search takes too long. Narrow it, for example with “created:”.',
      {
        cause: error,
      },
    );
  }
}

const longest = '15s';
const queryCanceled = '57014'; // PostgreSQL, appendix A
const transactionEnded = 'P2028'; // Prisma: before it began, no connection was free; afterwards, all together took too long
