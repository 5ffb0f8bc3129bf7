import type { Checklist } from './checklist.ts';
import type { BundleEvent } from './held-event.ts';
import { checkNamedEntries, type NamedEntries } from './named-entries.ts';

/**
 * Whether the events here are exactly those that a report was drawn from: below that size by number and digest, above it nothing but the rest of the
 * streams that must be here whole. Out: words for the step.
 */
export function checkDrawnEntries(
  drawn: NamedEntries,
  due: ReadonlyMap<string, bigint>,
  events: readonly BundleEvent[],
  checklist: Checklist,
): string {
  const { size, events: said } = drawn;
  const below = events.filter(({ index }) => index < size).map(({ index }) => index);
  const names = `By the event of its generation it is drawn from ${said} of the first ${size} entries of the log`;
  checkNamedEntries(drawn, below, { where: 'the events of the report', names }, checklist);
  for (const { index, fields } of events)
    if (fields !== null && index >= size && fields.n >= (due.get(fields.s) ?? 0n))
      checklist.find(
        'inserted',
        `entry ${index}`,
        `Number ${fields.n} of stream ${fields.s} was not yet there when the report was generated, or is none of its events.`,
      );
  return `Exactly the ${said} events below entry ${size} that it was generated from.`;
}
