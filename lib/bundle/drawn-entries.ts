import type { Checklist } from './checklist.ts';
import { indexesDigest } from './chosen-scope.ts';
import type { BundleEvent } from './held-event.ts';
import { objectOf } from './json-object.ts';

/** Which entries a report was drawn from, by the event that says that it was generated. */
export interface DrawnEntries {
  readonly size: bigint; // of the first so many entries of the log
  readonly events: bigint; // how many of those
  readonly indexesSha256: string; // hex, by `indexesDigest`
}

/** As the event has them; null if they are in no such form. */
export function readDrawnEntries(value: unknown): DrawnEntries | null {
  const found = objectOf(value);
  const { size, events, indexesSha256 } = found ?? {};
  if (typeof size !== 'string' || typeof events !== 'string' || typeof indexesSha256 !== 'string')
    return null;
  if (![size, events].every((number) => /^\d{1,20}$/.test(number))) return null;
  return { size: BigInt(size), events: BigInt(events), indexesSha256 };
}

/**
 * Whether the events here are exactly those: below that size by number and digest, above it nothing but the rest of the
 * streams that must be here whole. Out: words for the step.
 */
export function checkDrawnEntries(
  { size, events: said, indexesSha256 }: DrawnEntries,
  due: ReadonlyMap<string, bigint>,
  events: readonly BundleEvent[],
  checklist: Checklist,
): string {
  const below = events.filter(({ index }) => index < size).map(({ index }) => index);
  const here = BigInt(below.length);
  const names = `By the event of its generation it is drawn from ${said} of the first ${size} entries of the log`;
  if (here < said)
    checklist.find('omitted', 'the events of the report', `${names}, and ${here} of those are here.`);
  else if (here > said || indexesDigest(below) !== indexesSha256)
    checklist.find(
      'inserted',
      'the events of the report',
      `${names}, and others are here than those: ${here}.`,
    );
  for (const { index, fields } of events)
    if (fields !== null && index >= size && fields.n >= (due.get(fields.s) ?? 0n))
      checklist.find(
        'inserted',
        `entry ${index}`,
        `Number ${fields.n} of stream ${fields.s} was not yet there when the report was generated, or is none of its events.`,
      );
  return `Exactly the ${said} events below entry ${size} that it was generated from.`;
}
