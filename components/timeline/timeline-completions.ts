import type { Completion } from '@/lib/custody/event-completion.ts';
import { custodyEventTypes } from '@/lib/custody/personal-data.ts';
import type { FoundEvent } from '@/lib/queries/search-events.ts';

/** What can be typed in the timeline of one thing: every kind of event, and who and what stands on the page. */
export function timelineCompletions(
  events: readonly FoundEvent[],
): Readonly<Record<'actor' | 'type' | 'action' | 'item' | 'ip', readonly Completion[]>> {
  const nouns = custodyEventTypes.map((type) => type.split('.')[0] ?? type);
  return {
    actor: different(
      events.flatMap(({ record, who }) =>
        record === null ? [] : [{ text: record.person?.account ?? who, meaning: who }],
      ),
    ),
    type: custodyEventTypes.map((text) => ({ text, meaning: 'kind of event' })),
    action: different(nouns.map((text) => ({ text, meaning: `every event of ${text}` }))),
    item: different(
      events.flatMap(({ exhibit }) =>
        exhibit === null ? [] : [{ text: exhibit.exhibitNumber, meaning: 'item on this page' }],
      ),
    ),
    ip: different(
      events.flatMap(({ record, who }) =>
        record?.person == null || record.address === null || record.workerId !== null
          ? []
          : [{ text: record.address, meaning: who }],
      ),
    ),
  };
}

function different(all: readonly Completion[]): readonly Completion[] {
  return [...new Map(all.map((one) => [one.text, one])).values()];
}
