import { timestampOf } from './entry-time.ts';
import type { Attack, Finding } from './finding.ts';
import { GrowingTree, type NodeRow } from './growing-tree.ts';
import { decodeEntry, type LedgerEntry } from './ledger-entry.ts';
import { LedgerError } from './ledger-error.ts';
import { asciiText } from './native-text.ts';
import { PlainEntry } from './plain-entry.ts';
import { ReadEntry } from './read-entry.ts';

interface StreamEnd {
  n: number;
  time: number; // microseconds since 1970
  readonly leaf: Uint8Array;
  isLost: boolean;
}

const minuteMicroseconds = 60e6;

/**
 * Reads a log from its first entry on and re-derives everything: leaves, tree, the order within each stream, the
 * order of times. Memory grows with the number of streams, not of entries.
 */
export class EntryWalk {
  readonly findings: Finding[] = [];
  readonly #plain = new PlainEntry();
  #tree = new GrowingTree();
  #minute = Number.NEGATIVE_INFINITY; // the newest seen, as the microseconds at which it began
  #streams = new Map<string, StreamEnd>();

  /** Entries read so far. */
  get size(): number {
    return this.#tree.size;
  }

  /** RFC 6962 root of the entries read so far. */
  root(): Uint8Array {
    return this.#tree.root();
  }

  /** The complete subtrees of level ≥ 1 that came up since this was asked last, of whole tiles only. */
  grown(): readonly NodeRow[] {
    return this.#tree.grown();
  }

  /** Those of the tile that is not full. */
  unfinished(): readonly NodeRow[] {
    return this.#tree.unfinished();
  }

  /** Another walk that has read the same so far; what was found stays with the first. */
  fork(): EntryWalk {
    const fork = new EntryWalk();
    fork.#tree = this.#tree.fork();
    fork.#minute = this.#minute;
    fork.#streams = new Map(
      Array.from(this.#streams, ([s, end]) => [s, { ...end, leaf: end.leaf.slice() }] as const),
    );
    return fork;
  }

  /** Takes the next entry, which is bytes [from, to); what is wrong with it goes to `findings`. */
  take(bytes: Uint8Array, from = 0, to = bytes.length): ReadEntry {
    const at = this.#tree.size;
    const isPlain = this.#plain.read(bytes, from, to);
    const fields = isPlain ? null : this.#decode(bytes.subarray(from, to), at);
    const leafAt = this.#tree.append(bytes, from, to);
    const read = new ReadEntry(bytes, from, to, {
      at,
      leafAt,
      tile: this.#tree.tile,
      plain: isPlain ? this.#plain : null,
      decoded: fields,
    });
    if (isPlain) {
      const { s, sEnd, n, p, time } = this.#plain;
      this.#check({ s: asciiText(bytes, s, sEnd), n, p: n === 0 ? null : p, time }, read);
    } else if (fields !== null) {
      const { s, n, p } = fields;
      this.#check({ s, n: Number(n), p, time: read.time }, read);
    }
    return read;
  }

  #decode(bytes: Uint8Array, at: number): LedgerEntry | null {
    try {
      return decodeEntry(bytes);
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      this.#find(at, 'damage', cause.message);
      return null;
    }
  }

  #check(entry: Sequenced, read: ReadEntry): void {
    this.#checkTime(entry.time, read);
    this.#checkStream(entry, read);
  }

  /**
   * Entries of different streams may overtake each other by as long as a transaction takes: a clock is found to be
   * set back once an entry is older than the minute before the newest one.
   */
  #checkTime(time: number, read: ReadEntry): void {
    if (time < this.#minute - minuteMicroseconds)
      this.#find(read.at, 'clock-set-back', `It bears ${read.fields?.t}, entries before it are newer.`);
    if (time >= this.#minute + minuteMicroseconds) this.#minute = time - (time % minuteMicroseconds);
  }

  #checkStream({ s, n, p, time }: Sequenced, read: ReadEntry): void {
    const { at, tile, leafAt, isLost } = read;
    const end = this.#streams.get(s);
    const expected = end === undefined ? 0 : end.n + 1;
    if (n > expected) this.#find(at, 'omitted', `Stream ${s} goes from ${expected} to ${n}.`);
    else if (n < expected) this.#find(at, 'inserted', `Stream ${s} has a second number ${n}.`);
    else if (p !== null && end !== undefined && !end.isLost && !sameHash(p, end.leaf)) {
      this.#find(at, 'edited', `It does not follow number ${end.n} of stream ${s} as that stands here.`);
    }
    if (end === undefined) {
      this.#streams.set(s, { n, time, leaf: tile.slice(leafAt, leafAt + 32), isLost });
      return;
    }
    if (time < end.time) {
      const words = `It bears ${read.fields?.t}, number ${end.n} of its stream ${timestampOf(end.time)}.`;
      this.#find(at, 'clock-set-back', words);
    }
    end.n = n;
    end.time = time;
    for (let i = 0; i < 32; i += 1) end.leaf[i] = tile[leafAt + i] ?? 0;
    end.isLost = isLost;
  }

  #find(at: number, attack: Attack, words: string): void {
    this.findings.push({ attack, where: `entry ${at}`, words, proof: [] });
  }
}

/** What places an entry within its stream and in time. */
interface Sequenced {
  readonly s: string;
  readonly n: number;
  readonly p: Uint8Array | null;
  readonly time: number;
}

function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < 32; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
