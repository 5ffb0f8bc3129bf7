import type { Transaction } from './transaction.ts';

/**
 * The next number of a yearly series without gaps, e.g. "EV-2026-0001". The series' row stays locked until the
 * transaction ends; a rollback gives the number back. The year is the database's, in UTC.
 */
export async function nextNumber(
  tx: Transaction,
  prefix: 'EV' | 'REH' | 'INC' | 'AR' | 'DSP' | 'PR' | 'BG' | 'HO' | 'INV' | 'DA',
): Promise<string> {
  const rows = await tx.$queryRaw<{ name: string; taken: number }[]>`
    insert into number_series (name, next)
    values (${prefix} || '-' || to_char(clock_timestamp() at time zone 'utc', 'YYYY'), 2)
    on conflict (name) do update set next = number_series.next + 1
    returning name, next - 1 as taken`;
  const row = rows[0];
  if (row === undefined) throw new Error('the number series was advanced, yet not returned');
  return `${row.name}-${String(row.taken).padStart(4, '0')}`;
}
