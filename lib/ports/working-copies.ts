import type { PersonActor } from '../custody/actor.ts';
import type { WorkingCopyEnd, WorkingCopyState } from '../custody/working-copy.ts';

/** Disks made of sealed copies, from their asking to their end. */
export interface WorkingCopyLook {
  workingCopy(id: string): Promise<WorkingCopyRecord | null>;
}

/** The desk's part, inside `record`. */
export interface WorkingCopyDesk {
  /** Numbers it after its item. Throws `conflict` for a place at a workstation that another copy holds. */
  openWorkingCopy(wanted: NewWorkingCopy): Promise<{ readonly id: string; readonly number: string }>;
  /** From now on it is on its way out. Out: false if it was already. */
  endWorkingCopy(id: string, why: WorkingCopyEnd): Promise<boolean>;
  /** Locks the copy until the transaction ends; throws `fenced-off` for a worker that lost it. */
  holdWorkingCopy(lease: WorkingCopyLease): Promise<void>;
  /** Locks the copy and checks the lease: throws `fenced-off` for a worker that lost it. */
  moveWorkingCopy(lease: WorkingCopyLease, to: WorkingCopyState, diskId: string): Promise<void>;
}

/** Whose turn it is to be worked on. */
export interface WorkingCopyRuns {
  /**
   * Puts those on their way out whose grant ended or was revoked: a fact already, of which what follows is recorded when
   * it is done. Out: how many.
   */
  endOverdueWorkingCopies(): Promise<number>;
  /**
   * One copy that is to be made, or to be taken away, given to one worker until it stops reporting for a minute. Null:
   * nothing of that is to be done now.
   */
  claimWorkingCopy(what: 'make' | 'take-away'): Promise<WorkingCopyLease | null>;
  /** Heartbeat and progress. Throws `fenced-off`. Out: whether it shall end meanwhile. */
  reportWorkingCopy(
    lease: WorkingCopyLease,
    bytes: { readonly done: bigint; readonly total: bigint } | null,
  ): Promise<{ readonly ends: boolean }>;
  /** Gives the lease back: for now nothing is to be done. Nothing happens to one that was lost. */
  releaseWorkingCopy(lease: WorkingCopyLease): Promise<void>;
  /** The same, with what stood in the way and when to try again. */
  postponeWorkingCopy(lease: WorkingCopyLease, problem: string, seconds: number): Promise<void>;
}

export interface WorkingCopyRecord {
  readonly id: string;
  readonly number: string; // EV-2026-0001-W1
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly incidentId: string;
  readonly grantId: string;
  readonly requestId: string;
  readonly requestNumber: string;
  readonly requester: PersonActor;
  readonly machineId: string;
  readonly lun: number;
  readonly state: WorkingCopyState;
  readonly endWhy: WorkingCopyEnd | null;
  readonly problem: string | null;
  readonly tries: number;
}

export interface WorkingCopyLease {
  readonly fence: bigint;
  readonly copy: WorkingCopyRecord;
}

export interface NewWorkingCopy {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly grantId: string;
  readonly requester: PersonActor;
  readonly machineId: string;
  readonly lun: number;
}
