import { sameBytes } from '../ledger/bytes.ts';
import { checkNote, isFinding, type JudgedNote } from '../ledger/check-note.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import type { Checklist } from './checklist.ts';

/** The signed checkpoints of a bundle, each judged once however many proofs repeat it. */
export class JudgedNotes {
  readonly #checklist: Checklist;
  readonly #policy: TrustPolicy;
  readonly #byText = new Map<string, JudgedNote | null>();
  readonly #bySize = new Map<bigint, JudgedNote>();
  #first: JudgedNote | null = null;

  constructor(policy: TrustPolicy, checklist: Checklist) {
    this.#policy = policy;
    this.#checklist = checklist;
  }

  /** The judged note, or null if it is not to be believed. `needsQuorum`: a note without witnesses is found, too. */
  judge(note: string, needsQuorum: boolean): JudgedNote | null {
    const known = this.#byText.get(note);
    if (known !== undefined) return known;
    const judged = checkNote(note, this.#policy);
    this.#byText.set(note, isFinding(judged) ? null : judged);
    if (isFinding(judged)) {
      this.#checklist.find(judged.attack, judged.where, judged.words, judged.proof);
      return null;
    }
    this.#compare(judged);
    if (needsQuorum && !judged.quorum) {
      const words = 'It does not carry the quorum of witnesses that the policy asks for.';
      this.#checklist.find('unproven', `checkpoint ${judged.checkpoint.size}`, words, [note]);
    }
    return judged;
  }

  /** What was said of a note that was judged; null: it was not, or is not to be believed. */
  known(note: string | null): JudgedNote | null {
    return note === null ? null : (this.#byText.get(note) ?? null);
  }

  /** Those that are to be believed, by ascending size. */
  all(): readonly JudgedNote[] {
    return [...this.#byText.values()]
      .filter((judged) => judged !== null)
      .sort((a, b) => compare(a.checkpoint.size, b.checkpoint.size));
  }

  /** A bundle is of one log, and the log must not have signed two roots for one size, whoever was shown which. */
  #compare(judged: JudgedNote): void {
    const { origin, size, root } = judged.checkpoint;
    const first = this.#first ?? judged;
    this.#first = first;
    if (first.checkpoint.origin !== origin) {
      const words = `The bundle mixes the logs ${first.checkpoint.origin} and ${origin}; a bundle is of one log.`;
      this.#checklist.find('damage', `checkpoint ${size}`, words, [first.note, judged.note]);
      return;
    }
    const twin = this.#bySize.get(size) ?? judged;
    this.#bySize.set(size, twin);
    if (sameBytes(twin.checkpoint.root, root)) return;
    const words = `The log signed two different roots for ${size} entries.`;
    this.#checklist.find('rewritten', `checkpoint ${size}`, words, [twin.note, judged.note]);
  }
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
