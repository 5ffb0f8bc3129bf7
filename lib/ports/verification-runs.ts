import type { PersonActor } from '../custody/actor.ts';
import type { VerificationOutcome } from '../custody/verification.ts';

/** The runs by which a worker verifies the ledger. Duty: one is open at most, and one worker holds it. */
export interface VerificationRuns {
  /**
   * Takes an open verification for this worker: attempt + 1, state `running`, progress from the start. Null if it is
   * done. Safe to call again by a new worker: the old one is fenced off.
   */
  claimVerification(id: string, workerId: string): Promise<VerificationLease | null>;
  /** Progress and heartbeat; throws `fenced-off` once it is another's. Null: it only lives. Not a fact, so not recorded. */
  reportVerification(lease: VerificationLease, progress: VerificationProgress | null): Promise<void>;
}

/** The desk's part, inside `record`. */
export interface VerificationDesk {
  /** Opens a verification and puts its job in the queue; throws `conflict` while another one is open. */
  beginVerification(requester: PersonActor): Promise<{ readonly id: string }>;
  /** Ends it; throws `fenced-off` once it is another's. `report`: JSON, kept byte for byte. */
  finishVerification(
    lease: VerificationLease,
    outcome: VerificationOutcome,
    report: string | null,
  ): Promise<void>;
}

/** A verification in this worker's hands. */
export interface VerificationLease {
  readonly id: string;
  readonly attempt: number;
  readonly workerId: string;
  readonly requester: PersonActor;
}

export interface VerificationProgress {
  readonly step: string; // anchors, database, witnesses
  readonly entriesDone: bigint; // of this step
  readonly entriesTotal: bigint;
  readonly entriesRead: bigint; // in all steps so far
}
