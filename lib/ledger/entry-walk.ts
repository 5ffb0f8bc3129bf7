import { leafHash } from '../hashing/merkle-hash.ts';
import { sameBytes } from './bytes.ts';
import { microsecondsOf, timestampOf } from './entry-time.ts';
import type { Attack, Finding } from './finding.ts';
import { decodeEntry, type LedgerEntry } from './ledger-entry.ts';
import { LedgerError } from './ledger-error.ts';
import { appendLeaves, emptyTree, rootOf, type TreeEdge, type TreeNode } from './merkle-tree.ts';

const appendedAtOnce = 1024;

/** One entry as it was read: its place, and its fields unless it is no entry at all. */
export interface ReadEntry {
  readonly index: bigint;
  readonly bytes: Uint8Array;
  readonly leaf: Uint8Array;
  readonly fields: LedgerEntry | null;
}

interface StreamEnd {
  n: bigint;
  time: number; // microseconds since 1970
  leaf: Uint8Array;
  k: string;
}

const minuteMicroseconds = 60e6;

/**
 * Reads a log from its first entry on and re-derives everything: leaves, tree, the order within each stream, the
 * order of times. Memory grows with the number of streams, not of entries.
 */
export class EntryWalk {
  readonly findings: Finding[] = [];
  #edge: TreeEdge = emptyTree;
  #waiting: Uint8Array[] = []; // leaves not yet in the tree: appending many at once is cheaper
  #minute = Number.NEGATIVE_INFINITY; // the newest seen, as the microseconds at which it began
  readonly #streams = new Map<string, StreamEnd>();
  readonly #grown: (nodes: readonly TreeNode[]) => void;

  /** `grown` sees every complete subtree of level ≥ 1; those of the entries so far no later than at `root()`. */
  constructor(grown: (nodes: readonly TreeNode[]) => void = () => undefined) {
    this.#grown = grown;
  }

  /** Entries read so far. */
  get size(): bigint {
    return this.#edge.size + BigInt(this.#waiting.length);
  }

  /** RFC 6962 root of the entries read so far. */
  root(): Uint8Array {
    this.#append();
    return rootOf(this.#edge);
  }

  /** Takes the next entry; what is wrong with it goes to `findings`. */
  take(bytes: Uint8Array): ReadEntry {
    const index = this.size;
    const leaf = leafHash(bytes);
    const fields = this.#read(bytes);
    if (fields !== null) {
      const time = microsecondsOf(fields.t);
      this.#checkTime(fields.t, time);
      this.#checkStream(fields, time, leaf);
    }
    this.#waiting.push(leaf);
    if (this.#waiting.length === appendedAtOnce) this.#append();
    return { index, bytes, leaf, fields };
  }

  #append(): void {
    if (this.#waiting.length === 0) return;
    const { nodes, ...edge } = appendLeaves(this.#edge, this.#waiting);
    this.#edge = edge;
    this.#waiting = [];
    this.#grown(nodes);
  }

  #read(bytes: Uint8Array): LedgerEntry | null {
    try {
      return decodeEntry(bytes);
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      this.#find('damage', cause.message);
      return null;
    }
  }

  /**
   * Entries of different streams may overtake each other by as long as a transaction takes: a clock is found to be
   * set back once an entry is older than the minute before the newest one.
   */
  #checkTime(t: string, time: number): void {
    if (time < this.#minute - minuteMicroseconds)
      this.#find('clock-set-back', `It bears ${t}, entries before it are newer.`);
    if (time >= this.#minute + minuteMicroseconds) this.#minute = time - (time % minuteMicroseconds);
  }

  #checkStream({ s, n, p, t, k }: LedgerEntry, time: number, leaf: Uint8Array): void {
    const end = this.#streams.get(s);
    const expected = end === undefined ? 0n : end.n + 1n;
    if (n > expected) this.#find('omitted', `Stream ${s} goes from ${expected} to ${n}.`);
    else if (n < expected) this.#find('inserted', `Stream ${s} has a second number ${n}.`);
    else if (p !== null && end !== undefined && !isLost(end) && !sameBytes(p, end.leaf)) {
      this.#find('edited', `It does not follow number ${end.n} of stream ${s} as that stands here.`);
    }
    if (end === undefined) {
      this.#streams.set(ownText(s), { n, time, leaf, k });
      return;
    }
    if (time < end.time) {
      const words = `It bears ${t}, number ${end.n} of its stream ${timestampOf(end.time)}.`;
      this.#find('clock-set-back', words);
    }
    end.n = n;
    end.time = time;
    end.leaf = leaf;
    end.k = k;
  }

  #find(attack: Attack, words: string): void {
    this.findings.push({ attack, where: `entry ${this.size}`, words, proof: [] });
  }
}

/**
 * Whether the entry stands for one that was lost with an earlier epoch: what follows it in its stream was recorded
 * behind the lost one, and names that one's leaf.
 */
export function isLost({ k }: { readonly k: string }): boolean {
  return k === 'ledger.event-lost';
}

/** The same text: a slice of an entry keeps the whole entry in memory, and this one is kept as long as the walk. */
function ownText(slice: string): string {
  return ` ${slice}`.slice(1);
}
