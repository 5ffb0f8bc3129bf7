import { Prisma } from '../../prisma/generated/client.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { type TimeBars, timeBars } from '../custody/time-bars.ts';
import type { Span } from '../custody/time-span.ts';
import { atOneMoment, type EventsWhere, eventsWhere } from './search-events-where.ts';
import type { Viewer } from './viewer.ts';

export interface EventHistogram {
  readonly width: TimeBars['width'];
  readonly bars: readonly EventBar[]; // oldest first; none: nothing was ever recorded there
}

export interface EventBar {
  readonly from: string; // RFC 3339
  readonly until: string; // exclusive
  readonly count: number;
  readonly isMore: boolean; // the bar has at least as many; counting stopped there
}

const mostCounted = 500; // in a bar: a register of any length is drawn in the same time

/** How many events of a search there are, over time, in at most about forty bars. Throws `forbidden`. */
export async function eventHistogram(viewer: Viewer, query: EventQuery): Promise<EventHistogram> {
  requirePermission(viewer.actor, 'audit.search');
  return await atOneMoment(viewer.db, async (tx) => {
    const where = await eventsWhere(tx, viewer.actor, query);
    const span = await closed(tx, where);
    if (span === null) return { width: 'day', bars: [] };
    const { width, starts, end } = timeBars(span.from, span.until);
    const untils = [...starts.slice(1), end];
    const found = await tx.$queryRaw<{ position: bigint; count: bigint }[]>(counted(where, starts, untils));
    const counts = new Map(found.map(({ position, count }) => [Number(position), Number(count)]));
    const bars = starts.map((from, index) => {
      const count = counts.get(index + 1) ?? 0;
      return { from, until: untils[index] ?? end, count, isMore: count === mostCounted };
    });
    return { width, bars };
  });
}

/** An open end is where the events begin or end; of a search by name, the first and last of what it names. */
async function closed(
  tx: Prisma.TransactionClient,
  { span, lead }: Pick<EventsWhere, 'span' | 'lead'>,
): Promise<{ readonly from: Date; readonly until: Date } | null> {
  const [from, until] = await Promise.all([
    span.from ?? end(tx, lead, 'asc'),
    span.until ?? end(tx, lead, 'desc'),
  ]);
  if (from === null || until === null) return null;
  const [first, last] = [new Date(from), new Date(until)];
  return first < last ? { from: first, until: last } : { from: last, until: new Date(first.getTime() + 1) };
}

async function end(
  tx: Prisma.TransactionClient,
  lead: EventsWhere['lead'],
  way: 'asc' | 'desc',
): Promise<Span['from']> {
  const order =
    way === 'asc'
      ? Prisma.sql`order by e.occurred_at, e.id`
      : Prisma.sql`order by e.occurred_at desc, e.id desc`;
  const one = (found: Prisma.Sql) =>
    Prisma.sql`select e.occurred_at as at from custody_event e where ${found} ${order} limit 1`;
  const all =
    lead === null
      ? one(Prisma.sql`true`)
      : Prisma.sql`select r.at from ${lead.table} cross join lateral (${one(lead.on)}) r`;
  const found = await tx.$queryRaw<{ first: Date | null; last: Date | null }[]>`
    select min(at) as first, max(at) as last from (${all}) of`;
  const at = way === 'asc' ? found[0]?.first : found[0]?.last;
  if (at == null) return null;
  return new Date(at.getTime() + (way === 'asc' ? 0 : 1)).toISOString();
}

function counted(
  { lead, rest }: EventsWhere,
  froms: readonly string[],
  untils: readonly string[],
): Prisma.Sql {
  const inBar = Prisma.sql`${rest} and e.occurred_at >= b.since and e.occurred_at < b.until limit ${mostCounted}`;
  const events =
    lead === null
      ? Prisma.sql`select 1 from custody_event e where ${inBar}`
      : Prisma.sql`select 1 from ${lead.table} cross join lateral (
          select 1 from custody_event e where ${lead.on} and ${inBar}) r limit ${mostCounted}`;
  return Prisma.sql`
    select b.position, c.count
    from unnest(${[...froms]}::timestamptz[], ${[...untils]}::timestamptz[]) with ordinality as b(since, until, position)
    cross join lateral (select count(*) as count from (${events}) one) c`;
}
