import { actorLabel } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import type { ReportSubject } from '../custody/evidence-source.ts';
import { mostReportEvents, requireReportable } from '../custody/report-bounds.ts';
import type { ReportCoverage } from '../custody/report-event.ts';
import { reportLedger } from '../report/report-ledger.ts';
import type { ReportEvent, ReportLedger, ReportMaterial } from '../report/report-material.ts';
import { type BundleCheckpoint, bundleCheckpoint, checkpointOfSize } from './bundle-checkpoint.ts';
import { storedEventColumns } from './event-holds.ts';
import { proofPaths } from './proof-paths.ts';
import { type ShownEvent, shownEvents } from './shown-events.ts';
import type { Viewer } from './viewer.ts';

type Db = Viewer['db'];

const pageSize = 500;
const grownMeanwhile = 2_000; // between the request and the drawing
const vouchersWithinMs = 5_000;
/** Of an incident's own stream an item's report tells what guards the item, and whose case it is. */
const guardingTypes = [
  'hold.%',
  'retention.%',
  'incident.opened',
  'incident.imported',
  'incident.closed',
  'incident.reopened',
];
/** Words that were withheld from anybody are withheld from everybody who reads a report. */
const nobody = { objectId: '' };

/**
 * Everything a report that is on record is drawn from; once it is signed, up to the size that it was drawn at. Throws `not-found`, and `conflict` while no
 * checkpoint covers it.
 */
export async function reportMaterial(db: Db, reportId: string): Promise<ReportMaterial> {
  const report = await db.report.findUnique({ where: { id: reportId } });
  if (report === null) throw new CustodyError('not-found', 'There is no such report.');
  const { subjectId: id, subjectNumber: number, incidentId, timeZone } = report;
  const subject = { kind: report.subjectKind === 'incident' ? 'incident' : 'evidence', id, number } as const;
  const asOf = (report.generatedAt ?? report.createdAt).toISOString();
  const asked = { subject, incidentId, timeZone, asOf, reportId, coverage: null };
  return await materialOf(db, asked, report.ledgerSize);
}

interface Question {
  readonly subject: ReportSubject;
  readonly incidentId: string;
  readonly timeZone: string;
  readonly asOf: string;
  readonly reportId: string | null;
  readonly coverage: readonly ReportCoverage[] | null;
}

/** The same of what nobody asked for yet; by the newest checkpoint, unless one is named. The caller has authorised. */
export async function materialOf(
  db: Db,
  question: Question,
  size: bigint | null = null,
): Promise<ReportMaterial> {
  const { incidentId, ...asked } = question;
  const [incident, checkpoint] = await Promise.all([
    db.incident.findUniqueOrThrow({
      where: { id: incidentId },
      select: { number: true, title: true, restricted: true },
    }),
    size === null ? bundleCheckpoint(db, question.subject.id, vouchersWithinMs) : checkpointOfSize(db, size),
  ]);
  if (checkpoint === null)
    throw new CustodyError('conflict', 'No signed checkpoint covers this yet. Try again in a few seconds.');
  const { events, missing } = await eventsUpTo(db, question, checkpoint.size);
  return { ...asked, incident, events, missing, ledger: await ledgerOf(db, checkpoint) };
}

async function eventsUpTo(
  db: Db,
  { subject, incidentId, asOf }: Question,
  size: bigint,
): Promise<Pick<ReportMaterial, 'events' | 'missing'>> {
  const organisation = await organisationEvent(db, asOf);
  const streams =
    subject.kind === 'evidence' ? [subject.id] : [incidentId, ...(await itemsOf(db, incidentId))];
  const places = await placesOf(db, { streams, subject, incidentId, organisation }, size);
  if (places.length > mostReportEvents + grownMeanwhile)
    requireReportable(subject, { events: places.length, recordBytes: 0n });
  const events: ReportEvent[] = [];
  for (let at = 0; at < places.length; at += pageSize) {
    const page = places.slice(at, at + pageSize);
    const where = { id: { in: page.map(({ id }) => id) } };
    const rows = await db.custodyEvent.findMany({ where, select: storedEventColumns });
    const shown = await shownEvents({ db, actor: nobody }, rows);
    const sound = shown.filter(({ holds }) => holds === true);
    const indexes = sound.map(({ ledgerIndex }) => ledgerIndex ?? 0n);
    const paths = await proofPaths(db, indexes, size);
    const hashes = new Map(sound.map(({ row }, i) => [row.id, paths[i] ?? []]));
    events.push(...shown.map((one) => eventOf(one, hashes.get(one.row.id) ?? null)));
  }
  const inOrder = events.toSorted((a, b) => Number(BigInt(a.index) - BigInt(b.index)));
  return { events: inOrder, missing: streams.flatMap((stream) => missingIn(stream, inOrder, places)) };
}

/** By which the organisation described itself when this was generated; null: it never did. */
async function organisationEvent(db: Db, asOf: string): Promise<string | null> {
  const found = await db.custodyEvent.findFirst({
    where: { type: 'organisation.described', occurredAt: { lte: asOf } },
    orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  return found?.id ?? null;
}

async function itemsOf(db: Db, incidentId: string): Promise<readonly string[]> {
  const items = await db.evidenceItem.findMany({ where: { incidentId }, select: { id: true } });
  return items.map(({ id }) => id);
}

interface Place {
  readonly idx: bigint;
  readonly id: string;
  readonly stream: string;
  readonly n: bigint;
}

async function placesOf(
  db: Db,
  {
    streams,
    subject,
    incidentId,
    organisation,
  }: Pick<Question, 'subject' | 'incidentId'> & {
    readonly streams: readonly string[];
    readonly organisation: string | null;
  },
  size: bigint,
): Promise<readonly Place[]> {
  const about =
    subject.kind === 'incident'
      ? db.$queryRaw<Place[]>`
          select e.idx, e.event_id::text as id, e.stream, e.n from ledger_entry e
          where e.idx < ${size} and (e.stream = any(${[...streams]}::text[]) or e.event_id = ${organisation}::uuid
            or e.event_id in (select c.id from custody_event c where c.incident_id = ${incidentId}::uuid))
          order by e.idx`
      : db.$queryRaw<Place[]>`
          select e.idx, e.event_id::text as id, e.stream, e.n from ledger_entry e
          where e.idx < ${size} and (e.stream = ${subject.id} or e.event_id = ${organisation}::uuid
            or e.event_id in (select c.id from custody_event c where c.stream = ${incidentId}
              and c.type like any(${guardingTypes}::text[])))
          order by e.idx`;
  return await about;
}

function eventOf(
  { row, event, ledgerIndex, holds, entry, removal }: ShownEvent,
  hashes: readonly Uint8Array[] | null,
): ReportEvent {
  const { body, salt } = row;
  return {
    ...{ id: row.id, stream: row.stream, n: row.n.toString(), type: row.type, event, removal },
    index: (ledgerIndex ?? -1n).toString(),
    leaf: Buffer.from(row.leaf).toString('hex'),
    holds: holds === true,
    occurredAt: event?.occurredAt ?? row.occurredAt.toISOString(),
    actorLabel: event === null ? row.actorLabel : actorLabel(event.actor),
    place: entry === null || hashes === null ? null : { entry, hashes },
    disclosed: body === null || salt === null ? null : { body, salt },
  };
}

/** Numbers of a whole stream that the ledger lacks, or whose record is gone from the database. */
function missingIn(
  stream: string,
  events: readonly ReportEvent[],
  places: readonly Place[],
): ReportMaterial['missing'] {
  const own = places.filter((one) => one.stream === stream);
  const there = new Set(events.filter((one) => one.stream === stream).map(({ n }) => n));
  const end = own.reduce((most, { n }) => (n >= most ? n + 1n : most), 0n);
  const n: string[] = [];
  for (let at = 0n; at < end; at += 1n) if (!there.has(at.toString())) n.push(at.toString());
  return n.length === 0 ? [] : [{ stream, n }];
}

async function ledgerOf(db: Db, { size, note, stamped, stamps }: BundleCheckpoint): Promise<ReportLedger> {
  const [receipts, states] = await Promise.all([
    db.ledgerAnchor.findMany({ where: { size, kind: 'witness' }, select: { name: true, statedAt: true } }),
    db.ledgerAnchorState.findMany({ orderBy: [{ kind: 'asc' }, { name: 'asc' }] }),
  ]);
  return reportLedger({
    ...{ note, stamped },
    stamps: stamps.map(({ by, token }) => ({ authority: by, response: token })),
    stated: new Map(receipts.map(({ name, statedAt }) => [name, statedAt?.toISOString() ?? null])),
    anchors: states.map(({ kind, name, place }) => ({ kind, name, place })),
  });
}
