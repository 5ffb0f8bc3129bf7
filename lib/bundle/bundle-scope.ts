import { sha256 } from '../hashing/merkle-hash.ts';
import { hexOf, sameBytes } from '../ledger/bytes.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import { type BundleFiles, readIfThere } from './bundle-files.ts';
import type { Checklist } from './checklist.ts';
import { type ChosenScope, checkChosen, readChosen } from './chosen-scope.ts';
import { checkDrawnEntries } from './drawn-entries.ts';
import type { BundleEvent, EventFields } from './held-event.ts';
import { jsonObject, objectOf } from './json-object.ts';
import { type NamedEntries, readNamedEntries } from './named-entries.ts';
import { checkSingleEvents } from './single-events.ts';

/** What a bundle was made of, in `scope.json`: how many events each of its streams had when it was begun. */
export interface BundleScope {
  readonly bundle: string; // uuid
  readonly of: 'item' | 'incident' | 'search';
  readonly name: string; // exhibit or incident number, or what a bundle of a search is called
  readonly streams: readonly { readonly stream: string; readonly events: string }[]; // decimal; here whole
  readonly chosen: ChosenScope | null; // of a search, and of nothing else
  readonly single: NamedEntries | null; // of an incident; null if it was begun before scopes said so
}

/** Where the scope lies in a bundle. */
export const scopeFile = 'scope.json';
const begunKind = 'bundle.begun';

/** The bytes of `scope.json`. Their SHA-256 stands in the event that says that the bundle was begun. */
export function scopeBytes({ bundle, of, name, streams, chosen, single }: BundleScope): Uint8Array {
  const sorted = streams
    .map(({ stream, events }) => ({ stream, events }))
    .toSorted((a, b) => (a.stream < b.stream ? -1 : 1));
  const more = {
    ...(chosen === null ? {} : { chosen }),
    ...(single === null ? {} : { single: decimal(single) }),
  };
  return canonicalJson({ bundle, of, name, streams: sorted, ...more });
}

function decimal({ size, events, indexesSha256 }: NamedEntries) {
  return { size: `${size}`, events: `${events}`, indexesSha256 };
}

/** A scope that an event of the log bears out: it was recorded with the digest of these bytes. */
export interface RecordedScope {
  readonly scope: BundleScope;
  readonly begun: EventFields; // of the event that says so
  /** Stream → how many events it had; that of the event itself is among them, but for a search. */
  readonly due: ReadonlyMap<string, bigint>;
  readonly drawn: NamedEntries | null; // of a report that says so, and of nothing else
}

/**
 * Whether these files were handed out as a whole, and so say how far their streams go: a bag does, and what was taken out of
 * one. A single event that a bundle was begun is a proof of that alone.
 */
export function hasScope({ paths }: BundleFiles, events: readonly BundleEvent[]): boolean {
  return paths.has(scopeFile) || (events.length > 1 && events.some(({ fields }) => fields?.k === begunKind));
}

/** The scope of a bag, or null and a finding: without the event that says so, `scope.json` is anybody's. */
export async function recordedScope(
  files: BundleFiles,
  events: readonly BundleEvent[],
  checklist: Checklist,
): Promise<RecordedScope | null> {
  const bytes = await readIfThere(files, scopeFile);
  const scope = bytes === null ? null : readScope(bytes);
  if (bytes === null || scope === null) {
    const words = 'This file, which says how far each stream went, is missing or malformed.';
    checklist.find('unproven', scopeFile, words);
    return null;
  }
  const begun = events.find((event) => isBegunBy(event, scope.bundle, bytes))?.fields ?? null;
  if (begun === null) {
    const words = `No event in the bundle says that bundle ${scope.bundle} was begun with these streams: events were left out, or the file is another's.`;
    checklist.find('omitted', scopeFile, words);
    return null;
  }
  if (scope.of === 'item') findOthers(begun, events, checklist);
  const due = new Map(scope.streams.map(({ stream, events: count }) => [stream, BigInt(count)]));
  if (scope.chosen === null) due.set(begun.s, begun.n + 1n);
  return { scope, begun, due, drawn: null };
}

/**
 * Whether every stream of the scope is here from its first event to as far as it went when the bundle was begun: an end
 * cannot be cut off without taking away the event that names it. Out: words for the step.
 */
export function checkScope(
  { scope, begun, due, drawn }: RecordedScope,
  events: readonly BundleEvent[],
  checklist: Checklist,
): string {
  const held = heldNumbers(events);
  for (const [stream, count] of due) {
    // A later event does not stand in for one that was left out.
    const here = [...(held.get(stream) ?? [])].filter((n) => n < count).length;
    if (BigInt(here) === count) continue;
    const words = `Stream ${stream} had at least ${count} events when the bundle was begun, and ${here} of them are here.`;
    checklist.find('omitted', `stream ${stream}`, words);
  }
  if (scope.chosen !== null) return checkChosen(scope.chosen, { begun, due }, events, checklist);
  const whole = `${due.size === 1 ? 'One stream' : `${due.size} streams`} of ${scope.name}, up to ${begun.t}.`;
  if (drawn !== null) return `${whole} ${checkDrawnEntries(drawn, due, events, checklist)}`;
  return scope.single === null
    ? whole
    : `${whole} ${checkSingleEvents(scope.single, due, events, checklist)}`;
}

/** A bundle of an item has the events of the item, and no other. */
function findOthers({ s: own }: EventFields, events: readonly BundleEvent[], checklist: Checklist): void {
  for (const { index, fields } of events)
    if (fields !== null && fields.s !== own)
      checklist.find(
        'inserted',
        `entry ${index}`,
        `It is of stream ${fields.s}, and the bundle of ${own} alone.`,
      );
}

function isBegunBy({ fields, body }: BundleEvent, bundle: string, scope: Uint8Array): boolean {
  if (fields?.k !== begunKind || body === null) return false;
  const detail = objectOf(jsonObject(body)?.detail);
  return detail?.bundleId === bundle && detail.scopeSha256 === hexOf(sha256(scope));
}

function heldNumbers(events: readonly BundleEvent[]): ReadonlyMap<string, ReadonlySet<bigint>> {
  const numbers = new Map<string, Set<bigint>>();
  for (const { fields } of events) {
    if (fields === null) continue;
    const own = numbers.get(fields.s) ?? new Set<bigint>();
    numbers.set(fields.s, own.add(fields.n));
  }
  return numbers;
}

function readScope(bytes: Uint8Array): BundleScope | null {
  const value = jsonObject(bytes);
  if (value === null || !Array.isArray(value.streams)) return null;
  const streams = value.streams.map(objectOf).flatMap((one) => {
    const isOne =
      typeof one?.stream === 'string' && typeof one.events === 'string' && /^\d{1,20}$/.test(one.events);
    return isOne ? [{ stream: one.stream as string, events: one.events as string }] : [];
  });
  const { bundle, of, name } = value;
  const isScope =
    typeof bundle === 'string' &&
    typeof name === 'string' &&
    (of === 'item' || of === 'incident' || of === 'search');
  const chosen = of === 'search' ? readChosen(value.chosen) : null;
  if (!isScope || streams.length !== value.streams.length) return null;
  if ((of === 'search') !== (chosen !== null)) return null;
  const single = of === 'incident' ? readNamedEntries(value.single) : null;
  const scope = { bundle, of, name, streams, chosen, single } as const;
  return sameBytes(scopeBytes(scope), bytes) ? scope : null;
}
