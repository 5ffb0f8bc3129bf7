import { sameBytes } from './bytes.ts';
import { checkNote, isFinding, type JudgedNote } from './check-note.ts';
import type { EntryWalk } from './entry-walk.ts';
import type { Finding } from './finding.ts';
import type { TrustPolicy } from './trust-policy.ts';

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

/** Meets each checkpoint of one copy of a log when the walk over its entries has come to its size. */
export class NoteWalk {
  #walk: EntryWalk;
  readonly #trust: TrustPolicy;
  readonly #notes: AsyncIterator<string>;
  readonly #met: (judged: JudgedNote) => Promise<void>;
  readonly #findings: Finding[] = [];
  #taken = 0; // of the walk's findings
  #next: JudgedNote | null = null;
  #last: JudgedNote | null = null;
  #newest: JudgedNote | null = null;
  #checkpoints = 0;
  #signedUpTo = 0n;
  #witnessedUpTo = 0n;
  #ended = false;

  /** In: the notes by ascending size, and who wants to see each checkpoint that fits the entries. */
  constructor(
    walk: EntryWalk,
    trust: TrustPolicy,
    notes: AsyncIterable<string>,
    met: (judged: JudgedNote) => Promise<void>,
  ) {
    this.#walk = walk;
    this.#trust = trust;
    this.#notes = notes[Symbol.asyncIterator]();
    this.#met = met;
  }

  /** The size at which `reached` has something to do. */
  get dueAt(): number {
    return this.#next === null ? Number.POSITIVE_INFINITY : Number(this.#next.checkpoint.size);
  }

  /** Checks every note of at most the size that the walk has just reached. */
  async reached(): Promise<void> {
    const size = BigInt(this.#walk.size);
    for (;;) {
      this.#next ??= await this.#read();
      if (this.#next === null || this.#next.checkpoint.size > size) return;
      if (this.#meet(this.#next)) await this.#met(this.#next);
      this.#next = null;
    }
  }

  /** Goes on with a fork of the walk, from where both are. */
  follow(fork: EntryWalk): void {
    this.#takeOver();
    this.#walk = fork;
    this.#taken = 0;
  }

  /** The copy has no more entries. */
  async end(): Promise<LedgerVerdict> {
    await this.#rest();
    const entries = BigInt(this.#walk.size);
    if (this.#newest === null) {
      this.#find({ attack: 'unproven', where: 'the whole log', words: 'There is no checkpoint.', proof: [] });
    } else if (this.#witnessedUpTo === 0n && entries > 0n) {
      const words = 'No checkpoint carries the quorum of witnesses that the policy asks for.';
      this.#find({ attack: 'unproven', where: 'the whole log', words, proof: [this.#newest.note] });
    }
    this.#takeOver();
    return {
      findings: this.#findings,
      entries,
      root: this.#walk.root(),
      checkpoints: this.#checkpoints,
      signedUpTo: this.#signedUpTo,
      witnessedUpTo: this.#witnessedUpTo,
      newest: this.#newest,
    };
  }

  /** Every note that is left promises entries that are not there. */
  async #rest(): Promise<void> {
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
    if (checkpoint.size !== BigInt(this.#walk.size)) {
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

  /** What was found among the entries comes before what is found now. */
  #find(finding: Finding): void {
    this.#takeOver();
    this.#findings.push(finding);
  }

  #takeOver(): void {
    const { findings } = this.#walk;
    for (; this.#taken < findings.length; this.#taken += 1) {
      const finding = findings[this.#taken];
      if (finding !== undefined) this.#findings.push(finding);
    }
  }
}
