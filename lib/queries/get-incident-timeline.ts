import { requirePermission } from '../custody/permission.ts';
import { correctionsIn } from './corrections.ts';
import { storedEventColumns } from './event-holds.ts';
import { type TimelineEvent, timelineEvent } from './get-custody-timeline.ts';
import { cursorId, notFound, requireId } from './require-id.ts';
import { shownEvents } from './shown-events.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface IncidentTimeline {
  readonly events: readonly IncidentEvent[]; // custody events of the incident and its evidence, newest first
  readonly until: string | null; // time of the event that this page follows; null on the first page
  readonly olderThan: string | null;
}

/** An event, and the item of the incident in whose chain it stands, if in one. */
export interface IncidentEvent extends TimelineEvent {
  readonly exhibit: { readonly id: string; readonly exhibitNumber: string } | null;
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
  const [held, corrections, items] = await Promise.all([
    shownEvents(viewer, page),
    correctionsIn(viewer, [...new Set(page.map(({ stream }) => stream))]),
    viewer.db.evidenceItem.findMany({
      where: { incidentId: incident.id, id: { in: page.map(({ stream }) => stream).filter(isUuid) } },
      select: { id: true, exhibitNumber: true },
    }),
  ]);
  const exhibits = new Map(items.map((item) => [item.id, item]));
  return {
    events: held.map((one) => ({
      ...timelineEvent(one),
      corrections: corrections.get(one.row.id) ?? [],
      exhibit: exhibits.get(one.row.stream) ?? null,
    })),
    until: followed?.occurredAt.toISOString() ?? null,
    olderThan: found.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

// A stream's name is text: "system" is one, and so is whatever an intruder wrote there.
function isUuid(stream: string): boolean {
  return cursorId(stream) !== null;
}

// Lets the index begin at the page; the cursor alone does not. A Date has milliseconds, the column microseconds.
function notAfter(time: Date | undefined): { occurredAt?: { lt: Date } } {
  return time === undefined ? {} : { occurredAt: { lt: new Date(time.getTime() + 1) } };
}
