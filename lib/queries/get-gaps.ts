import { decidedRemovals } from '../adapters/prisma/removal-look.ts';
import { gapsOf, gapTellingTypes } from '../custody/gap.ts';
import type { Gap } from '../custody/gap-facts.ts';
import { requirePermission } from '../custody/permission.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import { reportCoverage } from './report-coverage.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** What is missing of the record of an item, as far as rules look for it. Throws `forbidden` or `not-found`. */
export async function getItemGaps(viewer: Viewer, evidenceId: string): Promise<readonly Gap[]> {
  requirePermission(viewer.actor, 'evidence.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true, exhibitNumber: true, incidentId: true },
  });
  if (item === null) throw notFound();
  return await gapsIn(viewer, item.exhibitNumber, { streams: [item.id], incidentId: item.incidentId });
}

/** The same of an incident and of every item in it. */
export async function getIncidentGaps(viewer: Viewer, incidentId: string): Promise<readonly Gap[]> {
  requirePermission(viewer.actor, 'incident.read');
  const incident = await viewer.db.incident.findFirst({
    where: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(viewer.actor)] },
    select: { id: true, number: true, evidence: { select: { id: true } } },
  });
  if (incident === null) throw notFound();
  const streams = [incident.id, ...incident.evidence.map(({ id }) => id)];
  return await gapsIn(viewer, incident.number, { streams, incidentId: incident.id });
}

async function gapsIn(
  { db }: Viewer,
  about: string,
  { streams, incidentId }: { readonly streams: readonly string[]; readonly incidentId: string },
): Promise<readonly Gap[]> {
  const [rows, coverage, missing] = await Promise.all([
    db.custodyEvent.findMany({
      where: { stream: { in: [...streams, incidentId] }, type: { in: [...gapTellingTypes] } },
      orderBy: [{ occurredAt: 'asc' }, { n: 'asc' }],
      select: { id: true, stream: true, body: true },
    }),
    reportCoverage(db),
    missingIn(db, streams),
  ]);
  const removed = await decidedRemovals(
    db,
    rows.map(({ id }) => id),
  );
  const events = rows.map(({ id, stream, body }) => ({
    ...{ stream, event: recordedEventOf(body), holds: null, removed: removed.has(id) },
  }));
  return gapsOf({ now: new Date().toISOString(), about, events, missing, coverage });
}

/** Numbers that streams gave out and do not have; only those that do not add up are searched. */
async function missingIn(
  db: Viewer['db'],
  streams: readonly string[],
): Promise<readonly { readonly stream: string; readonly n: readonly string[] }[]> {
  const found = await db.$queryRaw<{ stream: string; n: bigint }[]>`
    select s.id as stream, g.n from ledger_stream s, lateral generate_series(0::bigint, s.next_n - 1) as g(n)
    where s.id = any(${[...streams]}::text[])
      and s.next_n <> (select count(*) from custody_event c where c.stream = s.id)
      and not exists (select from custody_event e where e.stream = s.id and e.n = g.n)
    order by s.id, g.n limit 200`;
  const grouped = Map.groupBy(found, ({ stream }) => stream);
  return [...grouped].map(([stream, all]) => ({ stream, n: all.map(({ n }) => n.toString()) }));
}
