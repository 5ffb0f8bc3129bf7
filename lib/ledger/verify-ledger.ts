import { sameBytes } from './bytes.ts';
import { checkNote, isFinding, type JudgedNote } from './check-note.ts';
import { EntryWalk, type ReadEntry } from './entry-walk.ts';
import type { Finding } from './finding.ts';
import type { TreeNode } from './merkle-tree.ts';
import type { TrustPolicy } from './trust-policy.ts';

/** One copy of a log: the anchors, an exported folder, or a database. Both streams go from the start, in order. */
export interface LogCopy {
  /** Signed checkpoints by ascending size, with the witnesses' lines known for them. */
  notes(): AsyncIterable<string>;
  /** Entries from index 0 on, in batches of any length. */
  entries(): AsyncIterable<readonly Uint8Array[]>;
}

/** What else wants to see what a verification reads, in the order of the log. */
export interface LedgerWatch {
  entry?(read: ReadEntry): void;
  /** Complete subtrees of level ≥ 1; those of a checkpoint before it. */
  grown?(nodes: readonly TreeNode[]): void;
  /** A checkpoint that fits the entries. */
  checkpoint?(judged: JudgedNote): Promise<void>;
}

/** What a verification can say. Nothing is claimed beyond these fields. */
export interface LedgerVerdict {
  readonly findings: readonly Finding[]; // empty: every check held
  readonly entries: bigint; // read and re-derived
  readonly root: Uint8Array; // RFC 6962 root of all of them
  readonly checkpoints: number; // whose signatures were right
  readonly signedUpTo: bigint; // size of the newest checkpoint that fits the entries
  readonly witnessedUpTo: bigint; // the same with a quorum of witnesses; beyond it a rewrite could go unseen
  readonly newest: JudgedNote | null;
}

/**
 * The checklist that a stranger would follow, over one copy of a log and with nothing trusted but the policy:
 *  1. every checkpoint is signed by all keys of the log;
 *  2. no size was signed with two roots;
 *  3. every entry is in its one spelling, later than the one before, and next in its stream;
 *  4. the entries give the root of every checkpoint, so that each continues the one before;
 *  5. no checkpoint promises more entries than there are;
 *  6. a quorum of witnesses has seen it.
 * Memory does not grow with the number of entries. Out: the verdict; an unreadable copy throws.
 */
export async function verifyLedger(
  copy: LogCopy,
  trust: TrustPolicy,
  watch: LedgerWatch = {},
): Promise<LedgerVerdict> {
  const walk = new EntryWalk((nodes) => watch.grown?.(nodes));
  const notes = new NoteCheck(walk, trust, copy.notes(), watch);
  await notes.upTo(0n);
  for await (const batch of copy.entries()) {
    for (const entry of batch) {
      const read = walk.take(entry);
      watch.entry?.(read);
      if (notes.isDue(walk.size)) await notes.upTo(walk.size);
    }
  }
  await notes.rest();
  return notes.verdict();
}

/** Meets each checkpoint when the walk has come to its size. */
class NoteCheck {
  readonly #walk: EntryWalk;
  readonly #trust: TrustPolicy;
  readonly #watch: LedgerWatch;
  readonly #notes: AsyncIterator<string>;
  #next: JudgedNote | null = null;
  #last: JudgedNote | null = null;
  #newest: JudgedNote | null = null;
  #checkpoints = 0;
  #signedUpTo = 0n;
  #witnessedUpTo = 0n;
  #ended = false;

  constructor(walk: EntryWalk, trust: TrustPolicy, notes: AsyncIterable<string>, watch: LedgerWatch) {
    this.#walk = walk;
    this.#watch = watch;
    this.#trust = trust;
    this.#notes = notes[Symbol.asyncIterator]();
  }

  isDue(size: bigint): boolean {
    return this.#next !== null && this.#next.checkpoint.size <= size;
  }

  /** Checks every note of at most this size, which the walk has just reached. */
  async upTo(size: bigint): Promise<void> {
    for (;;) {
      this.#next ??= await this.#read();
      if (this.#next === null || this.#next.checkpoint.size > size) return;
      if (this.#meet(this.#next)) await this.#watch.checkpoint?.(this.#next);
      this.#next = null;
    }
  }

  /** Every note that is left promises entries that are not there. */
  async rest(): Promise<void> {
    for (;;) {
      this.#next ??= await this.#read();
      if (this.#next === null) return;
      const { checkpoint, note } = this.#next;
      const words = `It was signed over ${checkpoint.size} entries, but only ${this.#walk.size} are here.`;
      this.#find({ attack: 'truncated', where: `checkpoint ${checkpoint.size}`, words, proof: [note] });
      this.#newest = this.#next;
      this.#next = null;
    }
  }

  verdict(): LedgerVerdict {
    if (this.#newest === null) {
      this.#find({ attack: 'unproven', where: 'the whole log', words: 'There is no checkpoint.', proof: [] });
    } else if (this.#witnessedUpTo === 0n && this.#walk.size > 0n) {
      const words = 'No checkpoint carries the quorum of witnesses that the policy asks for.';
      this.#find({ attack: 'unproven', where: 'the whole log', words, proof: [this.#newest.note] });
    }
    return {
      findings: this.#walk.findings,
      entries: this.#walk.size,
      root: this.#walk.root(),
      checkpoints: this.#checkpoints,
      signedUpTo: this.#signedUpTo,
      witnessedUpTo: this.#witnessedUpTo,
      newest: this.#newest,
    };
  }

  async #read(): Promise<JudgedNote | null> {
    while (!this.#ended) {
      const { value, done } = await this.#notes.next();
      if (done === true) this.#ended = true;
      else {
        const judged = checkNote(value, this.#trust);
        if (isFinding(judged)) this.#find(judged);
        else return judged;
      }
    }
    return null;
  }

  /** Out: whether it fits the entries. */
  #meet(judged: JudgedNote): boolean {
    const { checkpoint, note } = judged;
    const where = `checkpoint ${checkpoint.size}`;
    this.#newest = judged;
    const twin = this.#last?.checkpoint.size === checkpoint.size ? this.#last : null;
    this.#last = judged;
    this.#checkpoints += 1;
    if (twin !== null && !sameBytes(twin.checkpoint.root, checkpoint.root)) {
      const words = `The log signed two different roots for ${checkpoint.size} entries.`;
      this.#find({ attack: 'rewritten', where, words, proof: [twin.note, note] });
    }
    if (checkpoint.size !== this.#walk.size) {
      const words = 'It does not stand in the order of its size.';
      this.#find({ attack: 'damage', where, words, proof: [note] });
      return false;
    }
    if (!sameBytes(checkpoint.root, this.#walk.root())) {
      const words = `The first ${checkpoint.size} entries give another root than the one that was signed.`;
      this.#find({ attack: 'edited', where, words, proof: [note] });
      return false;
    }
    this.#signedUpTo = checkpoint.size;
    if (judged.quorum) this.#witnessedUpTo = checkpoint.size;
    return true;
  }

  #find(finding: Finding): void {
    this.#walk.findings.push(finding);
  }
}
