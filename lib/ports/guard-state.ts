import type { PersonActor } from '../custody/actor.ts';
import type { GuardState } from '../custody/guard-drift.ts';
import type { ContainerGuard } from './locker-policies.ts';

/** What Azure said last of each container's guard. Duties: one worker looks at a time; a change is written once. */
export interface GuardChecks {
  /** Whether the account is due and the caller's to look at; false while another worker looked less than `everyMs` ago. */
  claimGuardRound(account: string, everyMs: number): Promise<boolean>;
  /** Containers with sealed evidence or with an act on their guard, those read longest ago first. No rehearsals. */
  guardTurns(): Promise<readonly GuardTurn[]>;
  /** A reading that tells nothing new, or why there was none. Not a fact, so not recorded. */
  reportGuard(of: GuardedContainer, report: GuardReport): Promise<void>;
}

/** Reads about guards, over a pool or inside a transaction. */
export interface GuardLook {
  /** The guard of an incident's container, also while nothing of it was ever read. */
  guardOf(incidentId: string): Promise<GuardedContainer | null>;
  guardAct(id: string): Promise<GuardActRecord | null>;
  /** Correlation ids of the acts on its guard that facts of this incident name. */
  namedActs(incidentId: string): Promise<ReadonlySet<string>>;
}

/** The desk's part, inside `record`. */
export interface GuardDesk {
  /** Holds, extensions and deletions of one incident take turns: its row stays locked until the transaction ends. */
  lockIncident(incidentId: string): Promise<void>;
  /** Writes the intent and, unless it waits for a controller, its job. Throws `conflict` if the same is open already. */
  openGuardAct(act: NewGuardAct): Promise<{ readonly id: string }>;
  /** Ends an open act. Out: false if it had an end already. */
  finishGuardAct(id: string, end: 'done' | 'failed', problem: string | null): Promise<boolean>;
  /** Writes a reading with what follows from it; throws `conflict` if another worker wrote one since. */
  saveGuard(of: GuardedContainer, look: GuardKept): Promise<void>;
}

/** What decides whether a container is read at once or in turn. */
export interface GuardTurn {
  readonly incidentId: string;
  readonly container: string;
  readonly urgent: boolean; // never read, not known, not as recorded, or waiting for a controller
  readonly hasHold: boolean; // by the last reading
  readonly hasPolicy: boolean;
  readonly unattributed: readonly UnattributedChange[];
}

export interface GuardedContainer {
  readonly container: string;
  readonly incidentId: string;
  readonly incidentNumber: string;
  readonly audience: readonly string[] | null; // object ids of a restricted incident's members; null: unrestricted
  readonly exhibits: number; // sealed items in it
  readonly recorded: GuardState | null; // null: nothing was recorded yet
  readonly seen: ContainerGuard | null; // null: never read
  readonly unknownSince: string | null;
  readonly differsSince: string | null;
  readonly unattributed: readonly UnattributedChange[];
  readonly acts: readonly GuardActRecord[]; // open ones and those that are done
}

export type GuardReport =
  | { readonly kind: 'read'; readonly guard: ContainerGuard }
  | { readonly kind: 'unknown'; readonly problem: string };

export interface GuardKept {
  readonly recorded: GuardState;
  readonly seen: ContainerGuard;
  readonly differs: boolean;
  readonly unattributed: readonly UnattributedChange[];
}

/** A change from outside of which Azure's activity log, which is minutes late, has not said yet who made it. */
export interface UnattributedChange {
  readonly change: string; // in words
  readonly operation: 'clearLegalHold' | 'immutabilityPolicies';
  readonly since: string; // when it was last seen otherwise
  readonly until: string; // when it was found
}

export interface NewGuardAct {
  readonly incidentId: string;
  readonly container: string;
  readonly act:
    | { readonly kind: 'place-hold'; readonly tag: string; readonly caseReference: string }
    | { readonly kind: 'extend-retention'; readonly days: number }
    | { readonly kind: 'clear-hold'; readonly tag: string; readonly proposal: string };
  readonly reason: string;
  readonly actor: PersonActor;
}

export interface GuardActRecord {
  readonly id: string;
  readonly incidentId: string;
  readonly container: string;
  readonly kind: 'place-hold' | 'extend-retention' | 'clear-hold';
  readonly tag: string | null;
  readonly caseReference: string | null; // of a clearing: the proposal that decided it
  readonly days: number | null;
  readonly reason: string;
  readonly actor: PersonActor;
  readonly state: 'waiting' | 'waits-for-controller' | 'done' | 'failed';
  readonly problem: string | null;
  readonly createdAt: string;
}
