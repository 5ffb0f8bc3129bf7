import {
  type EventQuery,
  type EventTerm,
  eventQueryText,
  type ReadEventQuery,
  readEventQuery,
} from './event-query.ts';
import { eventWordsOf } from './event-query-words.ts';

/** Of what a timeline is: of one thing, or of whatever the search names. */
export type TimelineOf = 'item' | 'incident' | 'anything';

/** What the address of a timeline asks for. */
export interface TimelineRequest {
  readonly text: string; // the search as it was typed
  readonly read: ReadEventQuery;
  readonly before: string | undefined; // the event to go on after
}

/** What the line of time of an incident shows. */
export const timelineKinds = ['all', 'alerts', 'custody'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/**
 * Reads the search of a timeline. In: the search as text, of what the timeline is, and the moment that stands in a field of
 * its own beside the text ("2026-11-20T10:00", UTC where no zone is said), which then takes the place of a `known:`.
 */
export function readTimelineQuery(text: string, of: TimelineOf, known = ''): ReadEventQuery {
  const read = readEventQuery(text);
  if (!read.ok) return read;
  const other = eventWordsOf(text).find(({ key }) => key === of);
  if (other !== undefined) {
    const problem = `This is the timeline of one ${of}. Other ones are found on the page Audit.`;
    return { ok: false, problem, at: other.at };
  }
  return known === '' ? read : asKnownAt(read, known);
}

function asKnownAt(read: ReadEventQuery & { readonly ok: true }, known: string): ReadEventQuery {
  const moment = readEventQuery(`known:${/T[\d:.]+$/.test(known) ? `${known}Z` : known}`);
  if (!moment.ok) return { ...moment, at: 0 };
  return { ok: true, query: { ...read.query, knownAt: moment.query.knownAt } };
}

/** One condition of a search in its own words, and the search without it. */
export interface QueryPart {
  readonly words: string;
  readonly without: EventQuery;
}

const nothing: EventQuery = { terms: [], created: { from: null, until: null }, knownAt: null };

/** What a search asks for, part by part: each can be taken away. */
export function queryParts(query: EventQuery): readonly QueryPart[] {
  const { terms, created, knownAt } = query;
  const isTimed = created.from !== null || created.until !== null;
  return [
    ...terms.map((term) => ({
      words: eventQueryText({ ...nothing, terms: [term] }),
      without: { ...query, terms: terms.filter((one) => one !== term) },
    })),
    ...(isTimed
      ? [
          {
            words: eventQueryText({ ...nothing, created }),
            without: { ...query, created: nothing.created },
          },
        ]
      : []),
    ...(knownAt === null
      ? []
      : [{ words: eventQueryText({ ...nothing, knownAt }), without: { ...query, knownAt: null } }]),
  ];
}

/** The search narrowed by one more value; null where it asks for that key already. */
export function narrowedBy(query: EventQuery, term: Omit<EventTerm, 'negated'>): EventQuery | null {
  if (query.terms.some(({ key, negated }) => key === term.key && !negated)) return null;
  return { ...query, terms: [...query.terms, { ...term, negated: false }] };
}
