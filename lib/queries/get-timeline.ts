import type { EventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import type { TimelineKind } from '../custody/timeline-query.ts';
import { alertsWithin } from './incident-alerts.ts';
import { notFound, requireId } from './require-id.ts';
import { type EventPage, pageOfEvents } from './search-events.ts';
import { type EventHistogram, histogramOfEvents } from './search-events-histogram.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** A page of what is recorded of one thing, and when the whole of it happened. */
export interface Timeline {
  readonly page: EventPage;
  readonly histogram: EventHistogram;
}

/**
 * Every event of one evidence item that answers to a search, newest first. In: the item's id, the search, and for older
 * pages the event to go on after. Throws `forbidden` or `not-found`.
 */
export async function getItemTimeline(
  viewer: Viewer,
  evidenceId: string,
  query: EventQuery,
  before?: string,
): Promise<Timeline> {
  requirePermission(viewer.actor, 'evidence.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true },
  });
  if (item === null) throw notFound();
  return await timelineOf(viewer, within(query, 'item', item.id), before);
}

/**
 * Every event of an incident and of its evidence that answers to a search, newest first, with its alerts. In: the incident's
 * id, the search, for older pages the event to go on after, and what to show. Throws `forbidden` or `not-found`.
 */
export async function getIncidentTimeline(
  viewer: Viewer,
  incidentId: string,
  query: EventQuery,
  before?: string,
  kind: TimelineKind = 'all',
): Promise<Timeline> {
  requirePermission(viewer.actor, 'incident.read');
  const incident = await viewer.db.incident.findFirst({
    where: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(viewer.actor)] },
    select: { id: true },
  });
  if (incident === null) throw notFound();
  const wanted = within(query, 'incident', incident.id);
  switch (kind) {
    case 'all':
      return await timelineOf(viewer, wanted, before);
    case 'custody': {
      const { page, histogram } = await timelineOf(viewer, wanted, before);
      return { page: { ...page, alerts: [], alertsLeft: 0 }, histogram };
    }
    case 'alerts': {
      const alerts = await alertsWithin(viewer.db, [incident.id], query, { oldest: null, newest: null });
      const nothing = {
        coveredFrom: null,
        events: [],
        olderThan: null,
        unknown: [],
        numberings: [],
        misfiled: { events: [], isMore: false },
      };
      return { page: { ...nothing, ...alerts }, histogram: { width: 'day', bars: [], countedFrom: null } };
    }
  }
}

/** Whatever a search says of items or incidents, this one alone: values of one key stand beside each other. */
function within(query: EventQuery, key: 'item' | 'incident', value: string): EventQuery {
  const others = query.terms.filter((term) => term.key !== key);
  return { ...query, terms: [...others, { key, value, negated: false }] };
}

async function timelineOf(reader: Viewer, query: EventQuery, before: string | undefined): Promise<Timeline> {
  const [page, histogram] = await Promise.all([
    pageOfEvents(reader, query, before),
    histogramOfEvents(reader, query),
  ]);
  return { page, histogram };
}
