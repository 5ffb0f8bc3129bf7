import { listHref } from '@/components/ui/list-href.ts';
import { type EventQuery, eventQueryText } from '@/lib/custody/event-query.ts';

/** Where a timeline stands: its page, and what else of the address stays while one searches in it. */
export interface TimelinePlace {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The address of a search there, from its newest event on or after the event `before`. */
export function timelineHref({ path, fields }: TimelinePlace, query: EventQuery, before?: string): string {
  return listHref(path, { ...fields, q: eventQueryText(query), before });
}
