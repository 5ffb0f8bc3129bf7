import { requirePermission } from '../custody/permission.ts';
import { heldEvents, storedEventColumns } from './event-holds.ts';
import { type TimelineEvent, timelineEvent } from './get-custody-timeline.ts';
import { cursorId, notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface IncidentTimeline {
  readonly events: readonly TimelineEvent[]; // custody events of the incident and its evidence, newest first
  readonly until: string | null; // time of the event that this page follows; null on the first page
  readonly olderThan: string | null;
}

const pageSize = 100;

/** Every custody event of an incident and of its evidence, newest first. Throws `forbidden` or `not-found`. */
export async function getIncidentTimeline(
  viewer: Viewer,
  incidentId: string,
  before?: string,
): Promise<IncidentTimeline> {
  requirePermission(viewer.actor, 'incident.read');
  const incident = await viewer.db.incident.findFirst({
    where: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(viewer.actor)] },
    select: { id: true },
  });
  if (incident === null) throw notFound();
  const cursor = cursorId(before);
  const followed =
    cursor === null
      ? null
      : await viewer.db.custodyEvent.findFirst({
          where: { id: cursor, incidentId: incident.id },
          select: { occurredAt: true },
        });
  const found = await viewer.db.custodyEvent.findMany({
    where: { incidentId: incident.id, ...notAfter(followed?.occurredAt) },
    orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    ...(cursor === null ? {} : { cursor: { id: cursor }, skip: 1 }),
    select: storedEventColumns,
  });
  const page = found.slice(0, pageSize);
  return {
    events: (await heldEvents(viewer.db, page)).map(timelineEvent),
    until: followed?.occurredAt.toISOString() ?? null,
    olderThan: found.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

// Lets the index begin at the page; the cursor alone does not. A Date has milliseconds, the column microseconds.
function notAfter(time: Date | undefined): { occurredAt?: { lt: Date } } {
  return time === undefined ? {} : { occurredAt: { lt: new Date(time.getTime() + 1) } };
}
