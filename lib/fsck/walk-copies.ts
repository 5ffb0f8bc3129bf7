import type { JudgedNote } from '../ledger/check-note.ts';
import { EntryWalk } from '../ledger/entry-walk.ts';
import type { NodeRow } from '../ledger/growing-tree.ts';
import { type LedgerVerdict, NoteWalk } from '../ledger/note-walk.ts';
import type { ReadEntry } from '../ledger/read-entry.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';

/** Some entries as they came, one after the other among other bytes. */
export interface EntryBatch {
  readonly bytes: Buffer;
  readonly length: number;
  start(entry: number): number;
  end(entry: number): number;
}

/** One copy of the log, and what is checked beside the signatures and the order while it is read. */
export interface LedgerCopy {
  /** As in `LogCopy`. */
  notes(): AsyncIterable<string>;
  batches(): AsyncIterable<EntryBatch>;
  /** In: the entry, and its number in the batch that was handed out last. */
  entry(read: ReadEntry, inBatch: number): void;
  /** Complete subtrees of level ≥ 1; those of a checkpoint before it, as far as they are of whole tiles. */
  grown(rows: readonly NodeRow[]): void;
  checkpoint(judged: JudgedNote): Promise<void>;
  /** Every entry of the batch has been handed out, and what grew of them. */
  batchRead(): Promise<void>;
}

/** One copy from its first entry to its last: the checklist of `verifyLedger`. */
export async function walkCopy(copy: LedgerCopy, trust: TrustPolicy): Promise<LedgerVerdict> {
  const one = new CopyWalk(copy, new EntryWalk(), trust);
  await one.begin();
  return await one.toItsEnd();
}

/**
 * The same for two copies at once. As long as their entries are the same bytes, what follows from them is derived once
 * and holds of both; from the first difference on each goes its own way. Out: both verdicts, and the first index at which
 * both have an entry and the two differ.
 */
export async function walkCopies(
  first: LedgerCopy,
  second: LedgerCopy,
  trust: TrustPolicy,
): Promise<{
  readonly first: LedgerVerdict;
  readonly second: LedgerVerdict;
  readonly partedAt: number | null;
}> {
  const walk = new EntryWalk();
  const [one, other] = [new CopyWalk(first, walk, trust), new CopyWalk(second, walk, trust)];
  await one.begin();
  await other.begin();
  const common = await walkCommon(walk, one, other);
  if (common === 'parted') {
    const partedAt = walk.size;
    other.follow(walk.fork());
    return { first: await one.toItsEnd(), second: await other.toItsEnd(), partedAt };
  }
  // Who has no more entries is judged before the walk goes on with the other's.
  if (common === 'first-ended') {
    const verdict = await one.toItsEnd();
    return { first: verdict, second: await other.toItsEnd(), partedAt: null };
  }
  const verdict = await other.toItsEnd();
  return { first: await one.toItsEnd(), second: verdict, partedAt: null };
}

async function walkCommon(
  walk: EntryWalk,
  one: CopyWalk,
  other: CopyWalk,
): Promise<'parted' | 'first-ended' | 'second-ended'> {
  for (;;) {
    if (!(await one.fill())) return 'first-ended';
    if (!(await other.fill())) return 'second-ended';
    const both = Math.min(one.left, other.left);
    const same = one.sameAs(other, both);
    await step(walk, [one, other], same);
    if (same < both) return 'parted';
  }
}

/** Takes the next entries, which are the same bytes in each of these copies. */
async function step(walk: EntryWalk, copies: readonly CopyWalk[], count: number): Promise<void> {
  const [{ batch, at } = nobody] = copies;
  let dueAt = soonest(copies);
  for (let i = at; i < at + count; i += 1) {
    const read = walk.take(batch.bytes, batch.start(i), batch.end(i));
    for (const copy of copies) copy.entry(read);
    if (walk.size < dueAt) continue;
    await grow(walk, copies);
    for (const copy of copies) await copy.reached();
    dueAt = soonest(copies);
  }
  await grow(walk, copies);
}

async function grow(walk: EntryWalk, copies: readonly CopyWalk[]): Promise<void> {
  const rows = walk.grown();
  if (rows.length > 0) for (const copy of copies) copy.grown(rows);
}

function soonest(copies: readonly CopyWalk[]): number {
  return Math.min(...copies.map(({ dueAt }) => dueAt));
}

const emptyBatch: EntryBatch = { bytes: Buffer.alloc(0), length: 0, start: () => 0, end: () => 0 };
const nobody = { batch: emptyBatch, at: 0 };

/** A copy with its notes, its batches and how far they were read. */
class CopyWalk {
  batch: EntryBatch = emptyBatch;
  at = 0; // the next entry of the batch
  readonly #copy: LedgerCopy;
  readonly #notes: NoteWalk;
  readonly #batches: AsyncIterator<EntryBatch>;
  #walk: EntryWalk;

  constructor(copy: LedgerCopy, walk: EntryWalk, trust: TrustPolicy) {
    this.#copy = copy;
    this.#walk = walk;
    this.#notes = new NoteWalk(walk, trust, copy.notes(), (judged) => copy.checkpoint(judged));
    this.#batches = copy.batches()[Symbol.asyncIterator]();
  }

  get left(): number {
    return this.batch.length - this.at;
  }

  get dueAt(): number {
    return this.#notes.dueAt;
  }

  async begin(): Promise<void> {
    await this.#notes.reached();
  }

  /** Out: whether there are entries to be read. */
  async fill(): Promise<boolean> {
    while (this.left === 0) {
      if (this.batch.length > 0) await this.#copy.batchRead();
      const { value, done } = await this.#batches.next();
      this.batch = done === true ? emptyBatch : value;
      this.at = 0;
      if (done === true) return false;
    }
    return true;
  }

  /** How many of the next entries are the same bytes in both. */
  sameAs(other: CopyWalk, most: number): number {
    const [a, b] = [this.batch, other.batch];
    for (let i = 0; i < most; i += 1) {
      const mine = this.at + i;
      const its = other.at + i;
      if (a.bytes.compare(b.bytes, b.start(its), b.end(its), a.start(mine), a.end(mine)) !== 0) return i;
    }
    return most;
  }

  entry(read: ReadEntry): void {
    this.#copy.entry(read, this.at);
    this.at += 1;
  }

  grown(rows: readonly NodeRow[]): void {
    this.#copy.grown(rows);
  }

  async reached(): Promise<void> {
    await this.#notes.reached();
  }

  follow(fork: EntryWalk): void {
    this.#notes.follow(fork);
    this.#walk = fork;
  }

  /** The rest of it by itself. */
  async toItsEnd(): Promise<LedgerVerdict> {
    while (await this.fill()) await step(this.#walk, [this], this.left);
    this.#copy.grown(this.#walk.unfinished());
    await this.#copy.batchRead();
    return await this.#notes.end();
  }
}
