import { leafHash } from '../hashing/merkle-hash.ts';
import type { Attack, Finding } from './finding.ts';
import { decodeEntry, type LedgerEntry } from './ledger-entry.ts';
import { LedgerError } from './ledger-error.ts';
import { appendLeaves, emptyTree, rootOf, type TreeEdge } from './merkle-tree.ts';

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
  #time = '';
  readonly #streams = new Map<string, StreamEnd>();

  /** Entries read so far. */
  get size(): bigint {
    return this.#edge.size;
  }

  /** RFC 6962 root of the entries read so far. */
  root(): Uint8Array {
    return rootOf(this.#edge);
  }

  /** Takes the next entry; what is wrong with it goes to `findings`. Out: its fields, or null if it cannot be read. */
  take(bytes: Uint8Array): LedgerEntry | null {
    const leaf = leafHash(bytes);
    const where = `entry ${this.size}`;
    const entry = this.#read(bytes, where);
    if (entry !== null) {
      this.#checkTime(entry, where);
      this.#checkStream(entry, leaf, where);
    }
    this.#edge = appendLeaves(this.#edge, [leaf]);
    return entry;
  }

  #read(bytes: Uint8Array, where: string): LedgerEntry | null {
    try {
      return decodeEntry(bytes);
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      this.#find('damage', where, cause.message);
      return null;
    }
  }

  #checkTime({ t }: LedgerEntry, where: string): void {
    // RFC 3339 with fixed digits sorts as text.
    if (t < this.#time)
      this.#find('clock-set-back', where, `It bears ${t}, the entry before it ${this.#time}.`);
    else this.#time = t;
  }

  #checkStream({ s, n, p }: LedgerEntry, leaf: Uint8Array, where: string): void {
    const before = this.#streams.get(s);
    const expected = before === undefined ? 0n : before.n + 1n;
    if (n > expected) this.#find('omitted', where, `Stream ${s} goes from ${expected} to ${n}.`);
    else if (n < expected) this.#find('inserted', where, `Stream ${s} has a second number ${n}.`);
    else if (p !== null && before !== undefined && Buffer.compare(p, before.leaf) !== 0) {
      this.#find(
        'edited',
        where,
        `It does not follow number ${before.n} of stream ${s} as that stands here.`,
      );
    }
    this.#streams.set(s, { n, leaf });
  }

  #find(attack: Attack, where: string, words: string): void {
    this.findings.push({ attack, where, words, proof: [] });
  }
}
