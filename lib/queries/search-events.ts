import type { Prisma } from '../../prisma/generated/client.ts';
import { atOneMoment, tookTooLong } from '../adapters/prisma/search-look.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { viewerOf } from '../custody/repeated-views.ts';
import type { StreamNumbering } from '../custody/stream-numbering.ts';
import { filedNumbering, streamNumbering } from '../custody/stream-numbering.ts';
import { correctionsIn, mendableBy } from './corrections.ts';
import { storedEventColumns } from './event-holds.ts';
import { type EventNeighbour, neighboursOf } from './event-neighbours.ts';
import { type AlertsShown, alertsBeside } from './incident-alerts.ts';
import { type MisfiledEvents, misfiledEvents } from './misfiled-events.ts';
import { cursorId } from './require-id.ts';
import type { WantedNames } from './search-events-names.ts';
import { type EventsWhere, eventsWhere, newestEvents, oldestOf } from './search-events-where.ts';
import { shownEvents } from './shown-events.ts';
import { astrayFromIncident, astrayFromItem, streamExtent } from './stream-gaps.ts';
import { type Patience, pagePatience, throughTime } from './through-time.ts';
import { type TimelineEvent, timelineEvent } from './timeline-event.ts';
import type { Viewer } from './viewer.ts';

/** With the alerts of the incidents that are asked for as a whole, in the page's stretch of time. */
export interface EventPage extends AlertsShown {
  readonly events: readonly FoundEvent[]; // newest first
  readonly olderThan: string | null; // event after which the next page goes on
  readonly unknown: readonly string[]; // parts of the search that are called nothing the viewer may see
  readonly numberings: readonly ChainNumbering[]; // of the items and incidents that the search names, each whole
  readonly coveredFrom: string | null; // older events were not looked for, which took too long; null: none, or the next page's
  readonly misfiled: MisfiledEvents; // that the search may lack, because the database was changed
}

/** An event, and what it belongs to. */
export interface FoundEvent extends TimelineEvent {
  readonly viewer: string | null; // who merely looked
  readonly stream: string;
  readonly neighbours: readonly EventNeighbour[]; // in its stream, where the viewer may see them
  readonly incident: { readonly id: string; readonly number: string } | null;
  readonly exhibit: { readonly id: string; readonly exhibitNumber: string } | null;
}

interface ChainNumbering extends StreamNumbering {
  readonly chain: string; // the number of its item or incident
}

const pageSize = 50;
const mostChains = 10;

/**
 * The events that answer to a search and that the viewer may see, newest first, each held against the ledger. In: the
 * search, and the id of the event to go on after. A body that a decision keeps from the viewer is kept from them at every
 * past moment. Throws `forbidden`.
 */
export async function searchEvents(viewer: Viewer, query: EventQuery, before?: string): Promise<EventPage> {
  requirePermission(viewer.actor, 'audit.search');
  return await pageOfEvents(viewer, query, before);
}

/** The same for whoever a calling query has authorised. */
export async function pageOfEvents(
  reader: Viewer,
  query: EventQuery,
  before?: string,
  patience = pagePatience,
): Promise<EventPage> {
  const { names, rows, hasMore, after, neighbours, misfiled, coveredFrom } = await foundOf(
    reader,
    query,
    before,
    patience,
  );
  const covered = coveredFrom === null ? null : new Date(coveredFrom);
  const oldest = hasMore ? (rows.at(-1)?.occurredAt ?? null) : covered;
  const [held, corrections, places, numberings, alerts] = await Promise.all([
    shownEvents(reader, rows),
    correctionsIn(reader, [...new Set(rows.map(({ stream }) => stream))]),
    placesOf(reader, rows),
    numberingsOf(reader, names),
    alertsBeside(reader.db, names, query, { oldest, newest: after }),
  ]);
  const known = query.knownAt ?? '~'; // after every time
  return {
    events: held.map((one, index) => ({
      ...timelineEvent(one),
      ...(query.knownAt === null ? mendableBy(reader.actor, one) : {}), // the past is not mended
      viewer: one.event === null ? null : viewerOf(one.event),
      corrections: (corrections.get(one.row.id) ?? []).filter(({ at }) => at < known),
      stream: one.row.stream,
      neighbours: neighbours.get(one.row.id) ?? [],
      incident: places.incidents.get(rows[index]?.incidentId ?? '') ?? null,
      exhibit: places.exhibits.get(rows[index]?.evidenceId ?? '') ?? null,
    })),
    olderThan: hasMore ? (rows.at(-1)?.id ?? null) : null,
    ...alerts,
    unknown: names.unknown,
    numberings,
    misfiled,
    coveredFrom,
  };
}

const columns = { ...storedEventColumns, incidentId: true, evidenceId: true } as const;

interface Found extends Outline, RowsOf {
  readonly coveredFrom: string | null;
}

/** All at one moment; where that takes too long, one stretch of time after the other, until the page is full or it is enough. */
async function foundOf(
  reader: Viewer,
  query: EventQuery,
  before: string | undefined,
  patience: Patience,
): Promise<Found> {
  try {
    return await atOneMoment(
      reader.db,
      async (tx) => {
        const outline = await outlineOf(tx, reader, query, before);
        return { ...outline, ...(await rowsOf(tx, outline, query)), coveredFrom: null };
      },
      patience.wholeMs,
    );
  } catch (error) {
    if (!tookTooLong(error)) throw error;
    return await foundThroughTime(reader, query, before, patience, error);
  }
}

async function foundThroughTime(
  reader: Viewer,
  query: EventQuery,
  before: string | undefined,
  { eachMs, allMs }: Patience,
  tooSlow: unknown,
): Promise<Found> {
  const until = Date.now() + allMs;
  const { outline, oldest } = await atOneMoment(
    reader.db,
    async (tx) => {
      const outline = await outlineOf(tx, reader, query, before);
      return { outline, oldest: await oldestOf(tx, outline.where) };
    },
    eachMs,
  );
  const { where, cursor } = outline;
  let found: RowsOf = { rows: [], hasMore: false, neighbours: new Map() };
  const covered = await throughTime(
    { newest: cursor?.at ?? where.span.until, oldest },
    () => !found.hasMore && Date.now() < until,
    async ({ from, until: end }) => {
      // Others may have happened in the very moment of the cursor: it ends the first stretch by itself.
      const span = { from, until: end === cursor?.at ? where.span.until : end };
      const part = await atOneMoment(
        reader.db,
        (tx) => rowsOf(tx, { ...outline, where: { ...where, span } }, query),
        eachMs,
      );
      const rows = [...found.rows, ...part.rows];
      found = {
        rows: rows.slice(0, pageSize),
        hasMore: part.hasMore || rows.length > pageSize,
        neighbours: new Map([...found.neighbours, ...part.neighbours]),
      };
    },
  );
  if (covered === 'none') throw tooSlow;
  return { ...outline, ...found, coveredFrom: found.hasMore || covered === 'all' ? null : covered.from };
}

interface Outline extends Pick<EventPage, 'misfiled'> {
  readonly where: EventsWhere;
  readonly names: WantedNames;
  readonly cursor: { readonly at: string; readonly id: string } | null;
  readonly after: string | null;
}

/** What does not grow with what is found. */
async function outlineOf(
  tx: Prisma.TransactionClient,
  { actor }: Viewer,
  query: EventQuery,
  before: string | undefined,
): Promise<Outline> {
  const where = await eventsWhere(tx, actor, query);
  const cursor = await placeOf(tx, cursorId(before));
  const misfiled = await misfiledEvents(tx, where, query);
  return { where, names: where.names, cursor, after: cursor?.at ?? null, misfiled };
}

interface RowsOf {
  readonly rows: readonly Prisma.CustodyEventGetPayload<{ select: typeof columns }>[];
  readonly hasMore: boolean;
  readonly neighbours: ReadonlyMap<string, readonly EventNeighbour[]>;
}

async function rowsOf(
  tx: Prisma.TransactionClient,
  { where, cursor }: Pick<Outline, 'where' | 'cursor'>,
  { knownAt }: EventQuery,
): Promise<RowsOf> {
  const found = await tx.$queryRaw<{ id: string }[]>(newestEvents(where, cursor, pageSize + 1));
  const ids = found.slice(0, pageSize).map(({ id }) => id);
  const stored = await tx.custodyEvent.findMany({ where: { id: { in: ids } }, select: columns });
  const byId = new Map(stored.map((row) => [row.id, row]));
  return {
    rows: ids.flatMap((id) => byId.get(id) ?? []),
    hasMore: found.length > pageSize,
    neighbours: await neighboursOf(tx, where.visible, stored, knownAt),
  };
}

// As text: a Date has milliseconds, the column microseconds.
async function placeOf(
  tx: Prisma.TransactionClient,
  id: string | null,
): Promise<{ readonly at: string; readonly id: string } | null> {
  if (id === null) return null;
  const [found] = await tx.$queryRaw<{ at: string }[]>`
    select to_json(occurred_at) #>> '{}' as at from custody_event where id = ${id}::uuid`;
  return found === undefined ? null : { at: found.at, id };
}

/** The query has left out what the viewer may not see. */
export async function placesOf(
  { db }: Viewer,
  rows: readonly { incidentId: string | null; evidenceId: string | null }[],
) {
  const ids = (of: readonly (string | null)[]) => [...new Set(of.filter((id) => id !== null))];
  const [incidents, exhibits] = await Promise.all([
    db.incident.findMany({
      where: { id: { in: ids(rows.map(({ incidentId }) => incidentId)) } },
      select: { id: true, number: true },
    }),
    db.evidenceItem.findMany({
      where: { id: { in: ids(rows.map(({ evidenceId }) => evidenceId)) } },
      select: { id: true, exhibitNumber: true },
    }),
  ]);
  return {
    incidents: new Map(incidents.map((one) => [one.id, one])),
    exhibits: new Map(exhibits.map((one) => [one.id, one])),
  };
}

/** Whether the chains that were asked for lack a number, whatever else the search leaves out. */
async function numberingsOf(
  { db }: Viewer,
  { items, incidents }: WantedNames,
): Promise<readonly ChainNumbering[]> {
  const [exhibits, cases] = await Promise.all([
    db.evidenceItem.findMany({
      where: { id: { in: [...(items.any ?? [])] } },
      take: mostChains,
      select: { id: true, exhibitNumber: true },
    }),
    db.incident.findMany({
      where: { id: { in: [...(incidents.any ?? [])] } },
      take: mostChains,
      select: { id: true, number: true },
    }),
  ]);
  const chains = [
    ...exhibits.map(({ id, exhibitNumber: chain }) => ({ id, chain, of: 'item' as const })),
    ...cases.map(({ id, number: chain }) => ({ id, chain, of: 'incident' as const })),
  ];
  return await Promise.all(
    chains.map(async ({ id, chain, of }) => {
      const [extent, astray] = await Promise.all([
        streamExtent(db, id),
        of === 'item' ? astrayFromItem(db, id) : astrayFromIncident(db, id),
      ]);
      return { chain, ...filedNumbering(streamNumbering(extent, extent.next), astray, of) };
    }),
  );
}
