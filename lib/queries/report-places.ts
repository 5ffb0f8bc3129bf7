import { CustodyError } from '../custody/custody-error.ts';
import type { ReportSubject } from '../custody/evidence-source.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import type { Viewer } from './viewer.ts';

type Db = Viewer['db'];

/** Of an incident's own stream an item's report tells what guards the item, and whose case it is. */
const guardingTypes = [
  'hold.%',
  'retention.%',
  'incident.opened',
  'incident.imported',
  'incident.closed',
  'incident.reopened',
];

/** And by which decision words of those were removed. */
const removingTypes = ['custody.body-withheld', 'ledger.body-erased', 'ledger.body-removed'];

/** Where an event stands in the ledger. */
export interface Place {
  readonly idx: bigint;
  readonly id: string;
  readonly stream: string;
  readonly n: bigint;
}

/** What the record of its generation says that a report is drawn from. */
export interface DrawnFrom {
  readonly size: bigint; // of the ledger: of what came after, nothing but the rest of these streams
  readonly due: ReadonlyMap<string, bigint>; // stream → how many events it had
}

interface About {
  readonly subject: Pick<ReportSubject, 'kind' | 'id'>;
  readonly incidentId: string;
}

/** The entries that a report generated now is drawn from, among those that the ledger has signed for. Throws `not-found`. */
export async function signedReportEntries(
  db: Db,
  reportId: string,
): Promise<{ readonly size: bigint; readonly indexes: readonly bigint[] }> {
  const report = await db.report.findUnique({ where: { id: reportId } });
  if (report === null) throw new CustodyError('not-found', 'There is no such report.');
  const { subjectId: id, incidentId } = report;
  const kind = report.subjectKind === 'incident' ? 'incident' : 'evidence';
  const newest = await db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' }, select: { size: true } });
  const size = newest?.size ?? 0n;
  const { places } = await reportPlaces(db, { subject: { kind, id }, incidentId }, size, null);
  return { size, indexes: places.map(({ idx }) => idx) };
}

/** What the record of a report's generation says of that; null: there is none yet, it is gone, or older than this rule. */
export async function drawnFrom(
  db: Db,
  { id, subjectId }: { readonly id: string; readonly subjectId: string },
): Promise<DrawnFrom | null> {
  const where = { stream: subjectId, type: 'report.generated' };
  const rows = await db.custodyEvent.findMany({ where, select: { body: true } });
  for (const event of rows.map(({ body }) => recordedEventOf(body))) {
    if (event?.type !== 'report.generated' || event.detail.reportId !== id) continue;
    const { entries, streams } = event.detail;
    if (entries === undefined) return null;
    const due = new Map(streams.map((one) => [one.stream, BigInt(one.events)]));
    return { size: BigInt(entries.size), due: due.set(subjectId, BigInt(event.n) + 1n) };
  }
  return null;
}

/**
 * The places below a size of the ledger of everything that a report prints, in its order; by the record of its generation
 * exactly those. The caller has authorised. Out: also which streams must be among them whole.
 */
export async function reportPlaces(
  db: Db,
  about: About,
  size: bigint,
  drawn: DrawnFrom | null,
): Promise<{ readonly streams: readonly string[]; readonly places: readonly Place[] }> {
  const streams = drawn === null ? await streamsOf(db, about) : [...drawn.due.keys()];
  const places = await placesBelow(db, about, streams, drawn?.size ?? size);
  if (drawn === null) return { streams, places };
  const since = await db.$queryRaw<Place[]>`
    select e.idx, e.event_id::text as id, e.stream, e.n from ledger_entry e
    where e.idx >= ${drawn.size} and e.idx < ${size} and e.stream = any(${streams}::text[]) order by e.idx`;
  return {
    streams,
    places: [...places, ...since.filter(({ stream, n }) => n < (drawn.due.get(stream) ?? 0n))],
  };
}

async function streamsOf(db: Db, { subject, incidentId }: About): Promise<readonly string[]> {
  if (subject.kind === 'evidence') return [subject.id];
  const items = await db.evidenceItem.findMany({ where: { incidentId }, select: { id: true } });
  return [incidentId, ...items.map(({ id }) => id)];
}

async function placesBelow(
  db: Db,
  { subject, incidentId }: About,
  streams: readonly string[],
  size: bigint,
): Promise<readonly Place[]> {
  const organisation = await organisationEvent(db, size);
  if (subject.kind === 'incident')
    return await db.$queryRaw<Place[]>`
      select e.idx, e.event_id::text as id, e.stream, e.n from ledger_entry e
      where e.idx < ${size} and (e.stream = any(${streams}::text[]) or e.event_id = ${organisation}::uuid
        or e.event_id in (select c.id from custody_event c where c.incident_id = ${incidentId}::uuid))
      order by e.idx`;
  return await db.$queryRaw<Place[]>`
    select e.idx, e.event_id::text as id, e.stream, e.n from ledger_entry e
    where e.idx < ${size} and (e.stream = ${subject.id} or e.event_id = ${organisation}::uuid
      or e.event_id in (select c.id from custody_event c where c.stream = ${incidentId}
        and (c.type like any(${guardingTypes}::text[]) or (c.type = any(${removingTypes}::text[]) and c.body is not null
          and convert_from(c.body, 'UTF8')::jsonb -> 'detail' ->> 'eventId' in (select g.id::text from custody_event g
            where g.stream = ${incidentId} and g.type like any(${guardingTypes}::text[]))))))
    order by e.idx`;
}

/** By which the organisation described itself, as far as the ledger goes; null: it never did. */
async function organisationEvent(db: Db, size: bigint): Promise<string | null> {
  const [found] = await db.$queryRaw<{ id: string }[]>`
    select c.id::text as id from custody_event c join ledger_entry e on e.event_id = c.id
    where c.type = 'organisation.described' and e.idx < ${size} order by e.idx desc limit 1`;
  return found?.id ?? null;
}
