import { leafHash } from '../hashing/merkle-hash.ts';
import type { Attack, Finding } from './finding.ts';
import { decodeEntry, type LedgerEntry } from './ledger-entry.ts';
import { LedgerError } from './ledger-error.ts';
import { appendLeaves, emptyTree, rootOf, type TreeEdge } from './merkle-tree.ts';

const appendedAtOnce = 1024;

interface StreamEnd {
  readonly n: bigint;
  readonly leaf: Uint8Array;
}

/**
 * Reads a log from its first entry on and re-derives everything: leaves, tree, the order within each stream, the
 * order of times. Memory grows with the number of streams, not of entries.
 */
export class EntryWalk {
  readonly findings: Finding[] = [];
  #edge: TreeEdge = emptyTree;
  #waiting: Uint8Array[] = []; // leaves not yet in the tree: appending many at once is cheaper
  #time = '';
  readonly #streams = new Map<string, StreamEnd>();

  /** Entries read so far. */
  get size(): bigint {
    return this.#edge.size + BigInt(this.#waiting.length);
  }

  /** RFC 6962 root of the entries read so far. */
  root(): Uint8Array {
    this.#append();
    return rootOf(this.#edge);
  }

  /** Takes the next entry; what is wrong with it goes to `findings`. Out: its fields, or null if it cannot be read. */
  take(bytes: Uint8Array): LedgerEntry | null {
    const leaf = leafHash(bytes);
    const entry = this.#read(bytes);
    if (entry !== null) {
      this.#checkTime(entry);
      this.#checkStream(entry, leaf);
    }
    this.#waiting.push(leaf);
    if (this.#waiting.length === appendedAtOnce) this.#append();
    return entry;
  }

  #append(): void {
    this.#edge = appendLeaves(this.#edge, this.#waiting);
    this.#waiting = [];
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

  #checkTime({ t }: LedgerEntry): void {
    // RFC 3339 with fixed digits sorts as text.
    if (t < this.#time) this.#find('clock-set-back', `It bears ${t}, the entry before it ${this.#time}.`);
    else this.#time = t;
  }

  #checkStream({ s, n, p }: LedgerEntry, leaf: Uint8Array): void {
    const before = this.#streams.get(s);
    const expected = before === undefined ? 0n : before.n + 1n;
    if (n > expected) this.#find('omitted', `Stream ${s} goes from ${expected} to ${n}.`);
    else if (n < expected) this.#find('inserted', `Stream ${s} has a second number ${n}.`);
    else if (p !== null && before !== undefined && Buffer.compare(p, before.leaf) !== 0) {
      this.#find('edited', `It does not follow number ${before.n} of stream ${s} as that stands here.`);
    }
    this.#streams.set(s, { n, leaf });
  }

  #find(attack: Attack, words: string): void {
    this.findings.push({ attack, where: `entry ${this.size}`, words, proof: [] });
  }
}
