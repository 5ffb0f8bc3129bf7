import type { Checklist } from './checklist.ts';
import type { BundleEvent } from './held-event.ts';
import { checkNamedEntries, type NamedEntries } from './named-entries.ts';

/**
 * Whether a bundle of an incident has, besides the streams that must be here whole, just the events of other streams that its
 * scope names. Out: words for the step.
 */
export function checkSingleEvents(
  single: NamedEntries,
  due: ReadonlyMap<string, bigint>,
  events: readonly BundleEvent[],
  checklist: Checklist,
): string {
  const given = events
    .filter(({ fields }) => fields === null || !due.has(fields.s))
    .map(({ index }) => index);
  const names = `When the bundle was begun, ${single.events} events of other streams were about this among the first ${single.size} entries of the log`;
  checkNamedEntries(single, given, { where: 'the single events', names }, checklist);
  return `Exactly the ${single.events} events of other streams that were about it.`;
}
