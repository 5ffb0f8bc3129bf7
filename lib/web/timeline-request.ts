import 'server-only';
import { eventQueryText } from '../custody/event-query.ts';
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
  const [typed, moment] = [once(q) ?? '', once(known)];
  const read = readTimelineQuery(typed, of, moment);
  // A moment from its own field goes on in the text, or the next search would lose it.
  const text = moment !== undefined && read.ok ? eventQueryText(read.query) : typed;
  return { text, read, before: once(before) };
}

function once(param: Param): string | undefined {
  return typeof param === 'string' ? param : undefined;
}
