import { sameBytes } from '../ledger/bytes.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { isLost } from '../ledger/read-entry.ts';
import type { BundleEvent } from './bundle-event.ts';
import type { Checklist } from './checklist.ts';

/** What the bundle holds of one stream. */
export interface StreamPart {
  readonly stream: string;
  readonly first: bigint;
  readonly last: bigint;
  readonly excerpt: boolean; // single events of it are here, by the recorded scope of the bundle
}

/**
 * Whether, within each stream, the numbers follow one another in the order of the log, each names its predecessor,
 * and time does not run backwards. In: the streams that must be here whole, or null for all; of others numbers may be
 * left out. Out: how far each stream reaches; what lies before and behind is not here.
 */
export function checkStreams(
  events: readonly BundleEvent[],
  whole: ReadonlySet<string> | null,
  checklist: Checklist,
): readonly StreamPart[] {
  const streams = new Map<string, Placed[]>();
  for (const { index, leaf, fields } of events) {
    if (fields === null) continue;
    const placed = streams.get(fields.s) ?? [];
    placed.push({ index, leaf, fields });
    streams.set(fields.s, placed);
  }
  return Array.from(streams, ([stream, placed]) => {
    const excerpt = whole?.has(stream) === false;
    for (const [i, one] of placed.entries()) checkPair(placed[i - 1], one, excerpt, checklist);
    const numbers = placed.map(({ fields }) => fields.n).sort((a, b) => (a < b ? -1 : 1));
    return { stream, first: numbers[0] ?? 0n, last: numbers.at(-1) ?? 0n, excerpt };
  });
}

interface Placed {
  readonly index: bigint;
  readonly leaf: Uint8Array;
  readonly fields: LedgerEntry;
}

function checkPair(
  before: Placed | undefined,
  { index, fields }: Placed,
  excerpt: boolean,
  checklist: Checklist,
): void {
  if (before === undefined) return;
  const where = `entry ${index}`;
  const { s, n, p, t } = fields;
  const expected = before.fields.n + 1n;
  const pair = [before.fields, fields].map((one) => `${one.id} is number ${one.n} of stream ${one.s}`);
  if (n > expected) {
    const words = `Stream ${s} goes from number ${before.fields.n} (entry ${before.index}) to ${n}.`;
    if (!excerpt) checklist.find('omitted', where, words, pair);
  } else if (n === before.fields.n) {
    checklist.find('inserted', where, `Stream ${s} has a second number ${n}.`, pair);
  } else if (n < expected) {
    checklist.find(
      'reordered',
      where,
      `Number ${n} of stream ${s} stands behind number ${before.fields.n}.`,
      pair,
    );
  } else if (!isLost(before.fields) && (p === null || !sameBytes(p, before.leaf))) {
    checklist.find(
      'edited',
      where,
      `It does not follow number ${before.fields.n} of stream ${s} as that stands here.`,
      pair,
    );
  }
  if (t < before.fields.t) {
    checklist.find(
      'clock-set-back',
      where,
      `It bears ${t}, number ${before.fields.n} of its stream ${before.fields.t}.`,
      pair,
    );
  }
}
