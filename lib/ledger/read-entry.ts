import { microsecondsOf } from './entry-time.ts';
import { decodeEntry, type LedgerEntry } from './ledger-entry.ts';
import { type PlainEntry, standsAt } from './plain-entry.ts';

const lost = 'ledger.event-lost';
const lostBytes = new TextEncoder().encode(lost);

interface Place {
  readonly at: number; // its index
  readonly leafAt: number; // where its leaf begins in `tile`
  readonly tile: Uint8Array; // begins with the leaves of the tile that its own is in, as far as they were read
  /** Its fields where they stand among the bytes, until the next entry is read; null if it has another shape. */
  readonly plain: PlainEntry | null;
  readonly decoded: LedgerEntry | null; // of one of another shape
}

/** One entry as it was read from a log: its place, and its fields unless it is no entry at all. */
export class ReadEntry {
  readonly at: number;
  readonly leafAt: number;
  readonly tile: Uint8Array;
  readonly plain: PlainEntry | null;
  readonly isLost: boolean;
  readonly time: number; // microseconds since 1970; not a number if it is no entry
  readonly #decoded: LedgerEntry | null;
  readonly source: Uint8Array; // what it stands in, with the places that `plain` names
  readonly #from: number;
  readonly #to: number;

  constructor(bytes: Uint8Array, from: number, to: number, { at, leafAt, tile, plain, decoded }: Place) {
    this.source = bytes;
    this.#from = from;
    this.#to = to;
    this.at = at;
    this.leafAt = leafAt;
    this.tile = tile;
    this.plain = plain;
    this.#decoded = decoded;
    if (plain !== null) {
      this.time = plain.time;
      this.isLost = plain.kEnd - plain.k === lostBytes.length && standsAt(bytes, plain.k, lostBytes);
    } else {
      this.time = decoded === null ? Number.NaN : microsecondsOf(decoded.t);
      this.isLost = decoded !== null && isLost(decoded);
    }
  }

  get index(): bigint {
    return BigInt(this.at);
  }

  get bytes(): Uint8Array {
    return this.source.subarray(this.#from, this.#to);
  }

  get leaf(): Uint8Array {
    return this.tile.subarray(this.leafAt, this.leafAt + 32);
  }

  /** Null if it is no entry. */
  get fields(): LedgerEntry | null {
    return this.plain === null ? this.#decoded : decodeEntry(this.bytes);
  }
}

/**
 * Whether the entry stands for one that was lost with an earlier epoch: what follows it in its stream was recorded
 * behind the lost one, and names that one's leaf.
 */
export function isLost({ k }: { readonly k: string }): boolean {
  return k === lost;
}
