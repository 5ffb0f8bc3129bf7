import { CustodyError } from '../../custody/custody-error.ts';
import type { Database } from './client.ts';
import { codesOf } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/**
 * Reads who may see what, and what there is to see, at one moment. Each index is walked in the order of time and no further
 * than it is needed: to gather all matches of two indexes first, as the planner likes to, would grow with the register. What
 * still takes too long is ended in the database too, not only no longer waited for. In: how long a statement may take. Throws
 * `not-feasible` then, which `tookTooLong` knows again.
 */
export async function atOneMoment<R>(
  db: Database,
  work: (tx: Transaction) => Promise<R>,
  longestMs = longest,
): Promise<R> {
  let isBegun = false;
  try {
    return await db.$transaction(
      async (tx) => {
        isBegun = true;
        await tx.$queryRaw`
          select set_config('enable_bitmapscan', 'off', true), set_config('statement_timeout', ${`${Math.ceil(longestMs)}ms`}, true)`;
        return await work(tx);
      },
      { isolationLevel: 'RepeatableRead', maxWait: 10_000, timeout: longestMs + 5_000 },
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

/** Whether that was it, and a narrower search may be answered. */
export function tookTooLong(error: unknown): boolean {
  if (!(error instanceof CustodyError) || error.code !== 'not-feasible') return false;
  const codes = codesOf(error.cause);
  return codes.includes(queryCanceled) || codes.includes(transactionEnded);
}

const longest = 15_000;
const queryCanceled = '57014'; // PostgreSQL, appendix A
const transactionEnded = 'P2028'; // Prisma: before it began, no connection was free; afterwards, all together took too long
