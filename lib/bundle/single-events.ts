import type { Checklist } from './checklist.ts';
import { indexesDigest } from './chosen-scope.ts';
import type { BundleEvent } from './held-event.ts';
import { objectOf } from './json-object.ts';

/** Which events a bundle of an incident has besides its whole streams: those of other streams that are about it. */
export interface SingleEvents {
  readonly size: string; // decimal: among the first so many entries of the log
  readonly events: string; // decimal
  readonly indexesSha256: string; // hex, by `indexesDigest`
}

/** As a scope has them; null if they are in no such form. */
export function readSingleEvents(value: unknown): SingleEvents | null {
  const { size, events, indexesSha256 } = objectOf(value) ?? {};
  if (typeof size !== 'string' || typeof events !== 'string' || typeof indexesSha256 !== 'string')
    return null;
  return [size, events].every((number) => /^\d{1,20}$/.test(number)) ? { size, events, indexesSha256 } : null;
}

/** Whether just those are here besides the streams that must be here whole. Out: words for the step. */
export function checkSingleEvents(
  { size, events: said, indexesSha256 }: SingleEvents,
  due: ReadonlyMap<string, bigint>,
  events: readonly BundleEvent[],
  checklist: Checklist,
): string {
  const given = events
    .filter(({ fields }) => fields === null || !due.has(fields.s))
    .map(({ index }) => index);
  const names = `When the bundle was begun, ${said} events of other streams were about this among the first ${size} entries of the log`;
  if (BigInt(given.length) < BigInt(said))
    checklist.find('omitted', 'the single events', `${names}, and ${given.length} are here.`);
  else if (BigInt(given.length) > BigInt(said) || indexesDigest(given) !== indexesSha256)
    checklist.find('inserted', 'the single events', `${names}, and others are here than those.`);
  return `Exactly the ${said} events of other streams that were about it.`;
}
