import { Prisma } from '../../prisma/generated/client.ts';
import { atOneMoment, tookTooLong } from '../adapters/prisma/search-look.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { type TimeBars, timeBars } from '../custody/time-bars.ts';
import type { Span } from '../custody/time-span.ts';
import { inOrder, inStretch } from './search-events-lead.ts';
import { type EventsWhere, eventsWhere, oldestOf, placeAt } from './search-events-where.ts';
import { type Patience, pagePatience } from './through-time.ts';
import type { Viewer } from './viewer.ts';

export interface EventHistogram {
  readonly width: TimeBars['width'];
  readonly bars: readonly EventBar[]; // oldest first; none: nothing was ever recorded there, or counted
  readonly countedFrom: string | null; // older events were not counted, which took too long; null: all were
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
export async function histogramOfEvents(
  reader: Viewer,
  query: EventQuery,
  patience = pagePatience,
): Promise<EventHistogram> {
  try {
    return await atOneMoment(
      reader.db,
      async (tx) => {
        const where = await eventsWhere(tx, reader.actor, query);
        const span = await closed(tx, where);
        if (span === null) return { width: 'day', bars: [], countedFrom: null };
        const { width, bars } = barsOf(span);
        return { width, bars: await countedBars(tx, where, bars), countedFrom: null };
      },
      patience.wholeMs,
    );
  } catch (error) {
    if (!tookTooLong(error)) throw error;
    return await countedBarByBar(reader, query, patience);
  }
}

/** The newest bars, each counted by itself, as many as there is time for. */
async function countedBarByBar(
  { db, actor }: Viewer,
  query: EventQuery,
  { eachMs, allMs }: Patience,
): Promise<EventHistogram> {
  const until = Date.now() + allMs;
  const { where, width, bars } = await atOneMoment(
    db,
    async (tx) => {
      const where = await eventsWhere(tx, actor, query);
      const oldest = await oldestOf(tx, where);
      return {
        where,
        ...barsOf({ from: new Date(oldest), until: new Date(where.span.until ?? Date.now()) }),
      };
    },
    eachMs,
  );
  const counted: EventBar[] = [];
  for (const bar of bars.toReversed()) {
    if (Date.now() >= until) break;
    try {
      counted.unshift(...(await atOneMoment(db, (tx) => countedBars(tx, where, [bar]), eachMs)));
    } catch (error) {
      if (!tookTooLong(error)) throw error;
      break;
    }
  }
  const isWhole = counted.length === bars.length;
  return {
    width,
    bars: counted,
    countedFrom: isWhole ? null : (counted[0]?.from ?? bars.at(-1)?.until ?? null),
  };
}

type Bar = Pick<EventBar, 'from' | 'until'>;

function barsOf(span: { readonly from: Date; readonly until: Date }) {
  const { width, starts, end } = timeBars(span.from, span.until);
  const bars = starts.map((from, index): Bar => ({ from, until: starts[index + 1] ?? end }));
  return { width, bars };
}

async function countedBars(
  tx: Prisma.TransactionClient,
  where: EventsWhere,
  bars: readonly Bar[],
): Promise<readonly EventBar[]> {
  const found = await tx.$queryRaw<{ position: bigint; count: bigint }[]>(counted(where, bars));
  const counts = new Map(found.map(({ position, count }) => [Number(position), Number(count)]));
  return bars.map((bar, index) => {
    const count = counts.get(index + 1) ?? 0;
    return { ...bar, count, isMore: count === mostCounted };
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
function counted({ lead, rest, span }: EventsWhere, all: readonly Bar[]): Prisma.Sql {
  const bars = all.map(({ from, until }, index) => {
    const ends = [until, ...(span.until === null ? [] : [span.until])];
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
