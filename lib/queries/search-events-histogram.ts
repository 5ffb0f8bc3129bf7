import { Prisma } from '../../prisma/generated/client.ts';
import { atOneMoment } from '../adapters/prisma/search-look.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { type TimeBars, timeBars } from '../custody/time-bars.ts';
import type { Span } from '../custody/time-span.ts';
import { inOrder, inStretch } from './search-events-lead.ts';
import { type EventsWhere, eventsWhere, placeAt } from './search-events-where.ts';
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
  return await histogramOfEvents(viewer, query);
}

/** The same for whoever a calling query has authorised. */
export async function histogramOfEvents({ db, actor }: Viewer, query: EventQuery): Promise<EventHistogram> {
  return await atOneMoment(db, async (tx) => {
    const where = await eventsWhere(tx, actor, query);
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

/**
 * An open end is where the events of the search that the viewer may see begin or end: what is hidden moves neither. Null:
 * there is none in the stretch.
 */
async function closed(
  tx: Prisma.TransactionClient,
  where: EventsWhere,
): Promise<{ readonly from: Date; readonly until: Date } | null> {
  const { span } = where;
  const [from, until] = await Promise.all([
    span.from ?? end(tx, where, 'oldest'),
    span.until ?? end(tx, where, 'newest'),
  ]);
  if (from === null || until === null) return null;
  const [first, last] = [new Date(from), new Date(until)];
  return first < last ? { from: first, until: last } : null;
}

async function end(
  tx: Prisma.TransactionClient,
  { lead, rest }: EventsWhere,
  way: 'newest' | 'oldest',
): Promise<Span['from']> {
  const one = Prisma.sql`
    select e.occurred_at as at from custody_event e where ${inStretch(lead, null, [])} and ${rest}
    order by ${inOrder(lead, way)} limit 1`;
  const all = lead === null ? one : Prisma.sql`select r.at from ${lead.table} cross join lateral (${one}) r`;
  const found = await tx.$queryRaw<{ first: Date | null; last: Date | null }[]>`
    select min(at) as first, max(at) as last from (${all}) of`;
  const at = way === 'oldest' ? found[0]?.first : found[0]?.last;
  if (at == null) return null;
  return new Date(at.getTime() + (way === 'oldest' ? 0 : 1)).toISOString();
}

/** Each bar by itself, and no further than is drawn. */
function counted(
  { lead, rest, span }: EventsWhere,
  froms: readonly string[],
  untils: readonly string[],
): Prisma.Sql {
  const bars = froms.map((from, index) => {
    const ends = [untils[index] ?? from, ...(span.until === null ? [] : [span.until])];
    const starts = span.from !== null && span.from > from ? span.from : from;
    const stretch = inStretch(lead, placeAt(starts), ends.map(placeAt));
    const one = Prisma.sql`
      select 1 from custody_event e where ${stretch} and ${rest} order by ${inOrder(lead, 'newest')} limit ${mostCounted}`;
    const all =
      lead === null
        ? one
        : Prisma.sql`select 1 from ${lead.table} cross join lateral (${one}) r limit ${mostCounted}`;
    return Prisma.sql`select ${index + 1}::bigint as position, (select count(*) from (${all}) one) as count`;
  });
  return Prisma.join(bars, ' union all ');
}
