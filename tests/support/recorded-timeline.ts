import type { EventQuery } from '../../lib/custody/event-query.ts';
import { getIncidentTimeline, getItemTimeline } from '../../lib/queries/get-timeline.ts';
import type { EventPage } from '../../lib/queries/search-events.ts';
import type { Viewer } from '../../lib/queries/viewer.ts';

/** The search that asks for nothing and so finds all. */
export const everyEvent: EventQuery = { terms: [], created: { from: null, until: null }, knownAt: null };

/** The newest page of an item's timeline, or the one after an event. */
export async function itemTimeline(viewer: Viewer, evidenceId: string, before?: string): Promise<EventPage> {
  return (await getItemTimeline(viewer, evidenceId, everyEvent, before)).page;
}

/** The newest page of an incident's timeline, or the one after an event. */
export async function incidentTimeline(
  viewer: Viewer,
  incidentId: string,
  before?: string,
): Promise<EventPage> {
  return (await getIncidentTimeline(viewer, incidentId, everyEvent, before)).page;
}
