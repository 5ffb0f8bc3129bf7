import type { PersonActor } from '../custody/actor.ts';
import type { CopyVerificationOutcome } from '../custody/copy-verification-event.ts';
import type { CheckGround, CheckKind, ScheduledItem } from '../custody/fixity.ts';
import type { Freeze } from '../custody/thaw.ts';

/** Reads about freezes and whole reads of stored copies, over a pool or inside a transaction. */
export interface CopyVerificationLook {
  /** Null: the item is not frozen, or was thawed since. */
  freezeOf(evidenceId: string): Promise<Freeze | null>;
  /** The newest whole read of this item that is over, whether or not the ledger has what came of it yet. */
  lastCopyVerification(evidenceId: string): Promise<{ readonly id: string } | null>;
  /** The whole read, or the sample, of this item that waits or runs, if any. */
  openCopyVerification(evidenceId: string): Promise<{ readonly id: string } | null>;
}

/** The desk's part, inside `record`. */
export interface CopyVerificationDesk {
  /** Throws `conflict` while another one of the item is open. */
  openNewCopyVerification(evidenceId: string, requester: PersonActor): Promise<{ readonly id: string }>;
  /**
   * One that nobody asked for; with a seed it is a sample. Throws `conflict` while another scheduled one, or any of the
   * item, waits or runs, or while the bytes of the last one forbid it (`bytesPerHour`).
   */
  openScheduledCheck(check: ScheduledCheck, now: Date): Promise<{ readonly id: string }>;
  /** Locks it until the transaction ends. Throws `conflict` if it is on record that this check was missed. */
  claimMissedCheck(evidenceId: string, kind: CheckKind, dueBy: string): Promise<void>;
  /** Throws `fenced-off` if it is another worker's, or over. */
  finishCopyVerification(
    lease: CopyVerificationLease,
    outcome: CopyVerificationOutcome,
    problem: string | null,
  ): Promise<void>;
}

/** Whose turn it is to read. */
export interface CopyVerificationRuns {
  /** All that are checked by schedule, by the events of their streams alone. */
  scheduledItems(): Promise<readonly ScheduledItem[]>;
  /** The one whose turn it is, for this caller alone until it falls silent. */
  claimCopyVerification(): Promise<CopyVerificationLease | null>;
  /** Heartbeat, with the bytes read so far. Throws `fenced-off` for an old lease. Not a fact, so not recorded. */
  reportCopyVerification(
    lease: CopyVerificationLease,
    bytes: { readonly done: bigint; readonly total: bigint } | null,
  ): Promise<void>;
  /** Why it goes on later. Not a fact, so not recorded. */
  postponeCopyVerification(lease: CopyVerificationLease, problem: string, seconds: number): Promise<void>;
}

export interface ScheduledCheck {
  readonly evidenceId: string;
  readonly ground: CheckGround;
  readonly seed: Uint8Array | null;
  readonly bytesPerHour: number; // read by schedule at most, on average
}

export interface CopyVerificationLease {
  readonly id: string;
  readonly fence: bigint;
  readonly evidenceId: string;
  readonly requester: PersonActor | null; // null: it was scheduled
  readonly seed: Uint8Array | null; // that the blocks of a sample are drawn by; null: every byte is read
  readonly tries: number; // that failed before
}
