import type { ClockOffset } from '../../ports/time-source.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

const samples = 3;

/** How far the database's clock is from this process's, by the quickest of three questions. Throws CustodyError. */
export async function databaseClockOffset(db: Database): Promise<ClockOffset> {
  const found: ClockOffset[] = [];
  for (let i = 0; i < samples; i += 1) found.push(await throwingCustodyErrors(() => sample(db)));
  return found.reduce((best, one) => (one.uncertaintyMs < best.uncertaintyMs ? one : best));
}

/** The clock that stamps events, so that what is kept beside them cannot contradict them. */
export async function databaseTime(tx: Transaction): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`;
  if (row === undefined) throw new Error('the database did not tell the time');
  return row.now;
}

async function sample(db: Database): Promise<ClockOffset> {
  const sent = Date.now();
  const rows = await db.$queryRaw<{ ms: bigint }[]>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as ms`;
  const received = Date.now();
  const theirs = Number(rows[0]?.ms ?? Number.NaN);
  return {
    offsetMs: Math.round(theirs - (sent + received) / 2),
    uncertaintyMs: Math.ceil((received - sent) / 2) + 1,
  };
}
