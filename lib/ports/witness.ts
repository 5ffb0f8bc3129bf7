import type { VerifierKey } from '../ledger/verifier-key.ts';

/**
 * Somebody else who looks at the log and cosigns only trees that extend what it cosigned before.
 *
 * Duties: an answer is believed only as far as its signature was checked against `key`; nothing a witness says is
 * repeated in an error; no call takes longer than the witness was given; none throws for what the witness does.
 */
export interface Witness {
  readonly name: string; // as the trust policy calls it
  readonly key: VerifierKey;
  /** Asks for a cosignature. A checkpoint of a size cosigned before is cosigned again, with a fresh time. */
  cosign(submission: Submission, signal: AbortSignal): Promise<Cosigning>;
  /** What the witness itself holds of the log, signed by it; the log's own signatures are still to be checked. */
  latest(origin: string, signal: AbortSignal): Promise<WitnessView>;
}

export interface Submission {
  /** The largest size that this key cosigned, by a cosignature that was checked and kept; 0 if there is none. */
  readonly oldSize: bigint;
  /** RFC 6962 §2.1.2 consistency proof from a size that is not larger than the checkpoint's. */
  readonly proof: (oldSize: bigint) => Promise<readonly Uint8Array[]>;
  /** The whole signed note. */
  readonly checkpoint: string;
}

export type Cosigning =
  /** `line`: a signature line without newline; `time`: POSIX seconds that the witness states, by its own clock. */
  | { readonly kind: 'cosigned'; readonly line: string; readonly time: bigint }
  /** It cosigned a larger tree than this one: unless a newer checkpoint was signed meanwhile, this log was rolled back. */
  | { readonly kind: 'ahead'; readonly size: bigint }
  /** It names less than its own key cosigned before: it lost its memory, or another stands in its place. */
  | { readonly kind: 'rolled-back'; readonly size: bigint }
  /** It cosigned a tree that this one does not extend: the log was rewritten, or shows two histories. */
  | { readonly kind: 'contradicted'; readonly size: bigint }
  /** It will not, or answers nonsense: asking again does not help. */
  | { readonly kind: 'refused'; readonly status: number; readonly words: string }
  /** It did not answer in time, or failed: ask again later. */
  | { readonly kind: 'unreachable'; readonly words: string };

export type WitnessView =
  | {
      readonly kind: 'holds';
      readonly note: string;
      readonly size: bigint;
      readonly root: Uint8Array;
      readonly time: bigint;
    }
  /** It has cosigned nothing of this log, or does not show what it holds. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly status: number; readonly words: string }
  | { readonly kind: 'unreachable'; readonly words: string };
