import type { StreamGaps } from '../custody/stream-numbering.ts';
import type { Viewer } from './viewer.ts';

export interface StreamExtent extends StreamGaps {
  readonly count: bigint;
  readonly next: bigint; // the number that comes next: by the stream's own row, or by what the ledger holds of it
}

/**
 * What a stream holds and lacks. Counted in its index; only a stream that does not add up is searched. A counter that
 * was set back to hide the newest events is contradicted by the entries of the ledger.
 */
export async function streamExtent(db: Viewer['db'], stream: string): Promise<StreamExtent> {
  const [found] = await db.$queryRaw<{ count: bigint; newest: bigint | null; next: bigint }[]>`
    select (select count(*) from custody_event where stream = ${stream}) as count,
      (select max(n) from custody_event where stream = ${stream}) as newest,
      greatest(
        (select next_n from ledger_stream where id = ${stream}),
        (select max(n) + 1 from ledger_entry where stream = ${stream}),
        0
      ) as next`;
  if (found === undefined) throw new Error('a query without a table gave no row');
  const { count, newest, next } = found;
  if (count === next && (newest ?? -1n) < next) return { count, next, missing: [], beyond: null };
  return { count, next, ...(await search(db, stream, next)) };
}

async function search(db: Viewer['db'], stream: string, next: bigint): Promise<StreamGaps> {
  const [missing, beyond] = await Promise.all([
    db.$queryRaw<{ n: bigint }[]>`
      select n from generate_series(0::bigint, ${next}::bigint - 1) as n
      where not exists (select from custody_event e where e.stream = ${stream} and e.n = n.n)
      order by n limit 6`,
    db.$queryRaw<{ n: bigint | null }[]>`
      select min(n) as n from custody_event where stream = ${stream} and n >= ${next}`,
  ]);
  return { missing: missing.map(({ n }) => n), beyond: beyond[0]?.n ?? null };
}

/** The first event in the chain of an item that is filed as no event of it; null: there is none. */
export async function astrayFromItem(db: Viewer['db'], item: string): Promise<bigint | null> {
  // In the very words of the index, so that it alone serves.
  const [found] = await db.$queryRaw<{ n: bigint }[]>`
    select n from custody_event
    where case when evidence_id::text = stream then stream || ' filed' else stream end = ${item} order by n limit 1`;
  return found?.n ?? null;
}

/** The same of an incident, whose own chain is short: what befalls its items stands in theirs. */
export async function astrayFromIncident(db: Viewer['db'], incident: string): Promise<bigint | null> {
  const [found] = await db.$queryRaw<{ n: bigint }[]>`
    select n from custody_event
    where stream = ${incident} and incident_id is distinct from ${incident}::uuid order by n limit 1`;
  return found?.n ?? null;
}
