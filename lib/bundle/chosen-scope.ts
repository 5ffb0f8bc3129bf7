import { runningSha256 } from '../hashing/running-sha256.ts';
import { inPlainSight } from './bag/zip-name.ts';
import type { Checklist } from './checklist.ts';
import type { BundleEvent, EventFields } from './held-event.ts';
import { objectOf } from './json-object.ts';

/** The search by which the events of a bundle were chosen, and what it gave when the bundle was begun. */
export interface ChosenScope {
  readonly query: string;
  readonly askedBy: { readonly objectId: string; readonly account: string; readonly stream: string };
  readonly askedAt: string; // RFC 3339 UTC
  readonly size: string; // decimal: of the first so many entries of the log
  readonly events: string; // decimal
  readonly indexesSha256: string; // hex, by `indexesDigest`
}

/** Which events they are, in one digest: SHA-256, in hex, of their indexes in the order of the log, decimal, one a line. */
export function indexesDigest(indexes: readonly bigint[]): string {
  const pass = runningSha256();
  const encoder = new TextEncoder();
  for (const index of indexes) pass.add(encoder.encode(`${index}\n`));
  return pass.hex();
}

/**
 * Whether the events here are those that the search gave, besides the one that says so. What the search should have given
 * nobody can see. Out: words for the step.
 */
export function checkChosen(
  chosen: ChosenScope,
  { begun, due }: { readonly begun: EventFields; readonly due: ReadonlyMap<string, bigint> },
  events: readonly BundleEvent[],
  checklist: Checklist,
): string {
  const given = events.filter(({ fields }) => fields?.id !== begun.id).map(({ index }) => index);
  const count = BigInt(given.length);
  const said = BigInt(chosen.events);
  if (count < said) {
    const words = `The search gave ${said} events when the bundle was begun, and ${count} are here.`;
    checklist.find('omitted', 'the events of the search', words);
  } else if (count > said || indexesDigest(given) !== chosen.indexesSha256) {
    const words = `The search gave ${said} events when the bundle was begun, and others are here than those.`;
    checklist.find('inserted', 'the events of the search', words);
  }
  const whole = due.size === 1 ? 'one stream' : `${due.size} streams`;
  return `The ${said} events that ${searchWords(chosen)} gave; of them ${whole} whole up to there.`;
}

/** What a verdict on such a bundle does not say. */
export function chosenRemarks(
  { chosen, due }: { readonly chosen: ChosenScope; readonly due: ReadonlyMap<string, bigint> },
  streams: readonly string[],
): readonly string[] {
  const whole = streams.filter((stream) => due.has(stream));
  const named = whole.length <= 10 ? whole.join(', ') : `${whole.slice(0, 10).join(', ')}, …`;
  return [
    `This is an excerpt, chosen by ${searchWords(chosen)}. Each event in it is proven. That no other event answers the search cannot be seen: only Holdfast says so, and only of what who asked might see.`,
    whole.length === 0
      ? 'No stream is here whole: what lies between the events of one is not here.'
      : `${whole.length} of ${streams.length} streams are here whole up to there, so that of these nothing was left out: ${named}. Of the others single events are here.`,
  ];
}

/** The chosen part of a scope; null if it is none. */
export function readChosen(value: unknown): ChosenScope | null {
  const chosen = objectOf(value);
  const askedBy = objectOf(chosen?.askedBy);
  if (chosen === null || askedBy === null) return null;
  const { query, askedAt, size, events, indexesSha256 } = chosen;
  const { objectId, account, stream } = askedBy;
  const texts = [query, askedAt, size, events, indexesSha256, objectId, account, stream];
  if (!texts.every((text) => typeof text === 'string')) return null;
  if (![size, events].every((number) => /^\d{1,20}$/.test(String(number)))) return null;
  return {
    ...{ query: String(query), askedAt: String(askedAt), size: String(size), events: String(events) },
    askedBy: { objectId: String(objectId), account: String(account), stream: String(stream) },
    indexesSha256: String(indexesSha256),
  };
}

function searchWords({ query, askedBy, askedAt, size }: ChosenScope): string {
  const search = query === '' ? 'the search for all events' : `the search ${inPlainSight(query)}`;
  return `${search} of ${inPlainSight(askedBy.account)} at ${inPlainSight(askedAt)} among the first ${size} entries of the log`;
}
