import { createHash } from 'node:crypto';
import { CustodyError } from '../../custody/custody-error.ts';
import type { HourCounts, JudgedReading, KnownRequests } from '../../ports/reconciliation-state.ts';
import type { Transaction } from './transaction.ts';

const keptMs = 24 * 3_600_000; // a record may come again that long before what was read last
const atOnce = 5_000; // rows of one statement

/** Writes one judged stretch of a log. Throws `conflict` if another worker judged one of its records since. */
export async function saveReading(tx: Transaction, reading: JudgedReading): Promise<void> {
  await saveRecords(tx, reading);
  for (const counts of reading.hours) await addHour(tx, reading.log, counts);
  for (const requests of reading.requests) await addRequests(tx, requests);
  for (const [grantId, uses] of Map.groupBy(reading.uses, (use) => use.grantId))
    await addUses(
      tx,
      grantId,
      uses.map(({ at }) => at),
    );
  const { kind } = reading;
  await tx.reconciliationArrival.createMany({
    data: reading.arrivals.map(({ eventId, at }) => ({ kind, eventId, at: new Date(at) })),
    skipDuplicates: true,
  });
  await saveMark(tx, reading);
}

/** Ids of records differ in shape and length by log; sixteen bytes of their digest tell them apart. */
export function recordHash(id: string): Buffer {
  return createHash('sha256').update(id).digest().subarray(0, 16);
}

async function saveRecords(tx: Transaction, { log, records, readTo }: JudgedReading): Promise<void> {
  for (let start = 0; start < records.length; start += atOnce) {
    const some = records.slice(start, start + atOnce);
    const added = await tx.$executeRaw`
      insert into reconciliation_record (log, id, at)
      select ${log}, * from unnest(${some.map(({ id }) => recordHash(id))}::bytea[], ${some.map(({ at }) => at)}::timestamptz[])
      on conflict do nothing`;
    if (added !== some.length)
      throw new CustodyError('conflict', 'Another worker judged these records first.');
  }
  await tx.$executeRaw`
    delete from reconciliation_record where log = ${log} and at < ${readTo}::timestamptz - make_interval(secs => ${keptMs / 1000}::float8)`;
}

async function addHour(tx: Transaction, log: string, counts: HourCounts): Promise<void> {
  const { hour, explained, refused, found, aside } = counts;
  await tx.$executeRaw`
    insert into reconciliation_hour as h (log, hour, explained, refused, found, aside)
    values (${log}, ${hour}::timestamptz, ${explained}, ${refused}, ${found}, ${aside})
    on conflict (log, hour) do update set explained = h.explained + excluded.explained,
      refused = h.refused + excluded.refused, found = h.found + excluded.found, aside = h.aside + excluded.aside`;
}

async function addRequests(tx: Transaction, one: KnownRequests): Promise<void> {
  await tx.$executeRaw`
    insert into reconciliation_read as r (evidence_id, hour, effect, who, how, requests, first_at, last_at, addresses)
    values (${one.evidenceId}::uuid, ${one.hour}::timestamptz, ${one.effect}, ${one.who}, ${one.how}, ${one.requests},
      ${one.firstAt}::timestamptz, ${one.lastAt}::timestamptz, ${[...one.addresses]}::text[])
    on conflict (evidence_id, hour, effect, who, how) do update set requests = r.requests + excluded.requests,
      first_at = least(r.first_at, excluded.first_at), last_at = greatest(r.last_at, excluded.last_at),
      addresses = array(select distinct unnest(r.addresses || excluded.addresses) order by 1 limit 20)`;
}

/** A download by a link is thousands of requests, and one row. */
async function addUses(tx: Transaction, grantId: string, times: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    insert into reconciliation_use as u (grant_id, requests, first_at, last_at)
    select ${grantId}::uuid, count(*), min(at), max(at) from unnest(${[...times]}::timestamptz[]) as at
    on conflict (grant_id) do update set requests = u.requests + excluded.requests,
      first_at = least(u.first_at, excluded.first_at), last_at = greatest(u.last_at, excluded.last_at)`;
}

/** A mark never goes back, so that two workers cannot make one read anything twice. */
async function saveMark(
  tx: Transaction,
  { log, readTo, swept, latenessMinutes }: JudgedReading,
): Promise<void> {
  await tx.$executeRaw`
    update reconciliation_log
    set read_to = greatest(coalesce(read_to, ${readTo}::timestamptz), ${readTo}::timestamptz),
      swept_at = case when ${swept} then clock_timestamp() else swept_at end,
      answered_at = clock_timestamp(), lateness_minutes = ${latenessMinutes}, why = null, problem = null, problem_since = null
    where log = ${log}`;
}
