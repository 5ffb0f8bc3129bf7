import { sameBytes } from '../ledger/bytes.ts';
import type { Attack, Finding } from '../ledger/finding.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { isLost } from '../ledger/read-entry.ts';
import type { ReadEvent } from './bundle-event.ts';
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
 * and time does not run backwards. It is handed the events in that order.
 */
export class StreamWalk {
  readonly #ends = new Map<string, StreamEnd>();
  readonly #found: { readonly stream: string; readonly isGap: boolean; readonly finding: Finding }[] = [];

  take({ index, leaf, fields }: ReadEvent): void {
    if (fields === null) return;
    const { s: stream, n } = fields;
    const one = { index, leaf, fields };
    const end = this.#ends.get(stream);
    if (end === undefined) {
      this.#ends.set(stream, { newest: one, first: n, last: n });
      return;
    }
    checkPair(end.newest, one, (attack, words, proof) =>
      this.#found.push({
        ...{ stream, isGap: attack === 'omitted' },
        finding: { attack, where: `entry ${index}`, words, proof },
      }),
    );
    end.newest = one;
    if (n < end.first) end.first = n;
    if (n > end.last) end.last = n;
  }

  /**
   * In: the streams that must be here whole, or null for all; of others numbers may be left out. Out: how far each stream
   * reaches; what lies before and behind is not here.
   */
  end(whole: ReadonlySet<string> | null, checklist: Checklist): readonly StreamPart[] {
    const isExcerpt = (stream: string) => whole?.has(stream) === false;
    for (const { stream, isGap, finding } of this.#found)
      if (!isGap || !isExcerpt(stream)) checklist.findings.push(finding);
    return Array.from(this.#ends, ([stream, { first, last }]) => ({
      ...{ stream, first, last, excerpt: isExcerpt(stream) },
    }));
  }
}

interface StreamEnd {
  newest: Placed;
  first: bigint;
  last: bigint;
}

type Found = (attack: Attack, words: string, proof: readonly string[]) => void;

interface Placed {
  readonly index: bigint;
  readonly leaf: Uint8Array;
  readonly fields: LedgerEntry;
}

function checkPair(before: Placed, { fields }: Placed, found: Found): void {
  const { s, n, p, t } = fields;
  const expected = before.fields.n + 1n;
  const pair = [before.fields, fields].map((one) => `${one.id} is number ${one.n} of stream ${one.s}`);
  if (n > expected)
    found(
      'omitted',
      `Stream ${s} goes from number ${before.fields.n} (entry ${before.index}) to ${n}.`,
      pair,
    );
  else if (n === before.fields.n) found('inserted', `Stream ${s} has a second number ${n}.`, pair);
  else if (n < expected)
    found('reordered', `Number ${n} of stream ${s} stands behind number ${before.fields.n}.`, pair);
  else if (!isLost(before.fields) && (p === null || !sameBytes(p, before.leaf)))
    found('edited', `It does not follow number ${before.fields.n} of stream ${s} as that stands here.`, pair);
  if (t < before.fields.t)
    found(
      'clock-set-back',
      `It bears ${t}, number ${before.fields.n} of its stream ${before.fields.t}.`,
      pair,
    );
}
