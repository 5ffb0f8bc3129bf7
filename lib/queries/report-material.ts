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
import { type DrawnFrom, drawnFrom, type Place, reportPlaces } from './report-places.ts';
import { type ShownEvent, shownEvents } from './shown-events.ts';
import type { Viewer } from './viewer.ts';

type Db = Viewer['db'];

const pageSize = 500;
const grownMeanwhile = 2_000; // between the request and the drawing
const vouchersWithinMs = 5_000;
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
  return await materialOf(db, asked, { size: report.ledgerSize, drawn: await drawnFrom(db, report) });
}

const nothingSaid = { size: null, drawn: null };

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
  { size, drawn }: { readonly size: bigint | null; readonly drawn: DrawnFrom | null } = nothingSaid,
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
  const { events, missing } = await eventsUpTo(db, question, checkpoint.size, drawn);
  return { ...asked, incident, events, missing, ledger: await ledgerOf(db, checkpoint) };
}

async function eventsUpTo(
  db: Db,
  question: Question,
  size: bigint,
  drawn: DrawnFrom | null,
): Promise<Pick<ReportMaterial, 'events' | 'missing'>> {
  const { subject } = question;
  const { streams, places } = await reportPlaces(db, question, size, drawn);
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
