import 'server-only';
import { readTimelineQuery, type TimelineOf, type TimelineRequest } from '../custody/timeline-query.ts';

type Param = string | readonly string[] | undefined;

/** What the address of a timeline can say; a parameter said twice counts as not said. */
export interface TimelineParams {
  readonly q?: Param;
  readonly before?: Param;
  readonly known?: Param;
}

/** The search that stands in the address of a page. Never throws: what is wrong with it is in the answer. */
export function timelineRequest({ q, before, known }: TimelineParams, of: TimelineOf): TimelineRequest {
  const text = once(q) ?? '';
  return { text, read: readTimelineQuery(text, of, once(known)), before: once(before) };
}

function once(param: Param): string | undefined {
  return typeof param === 'string' ? param : undefined;
}
