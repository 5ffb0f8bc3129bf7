import type { BodyRemoval, DecidedRemoval } from '../custody/body-removal.ts';

/** Reads about records whose words were removed by decision, over a pool or inside a transaction. */
export interface RemovalLook {
  /** What was decided of this event's words; null: nothing. */
  removalOf(eventId: string): Promise<DecidedRemoval | null>;
  /** Numbers of the corrections of this event, which quote it, that are not removed in the same way. */
  quotedBy(eventId: string, how: BodyRemoval): Promise<readonly string[]>;
  /** Decided erasures that are not carried out yet, oldest first, after as many as `skip` says. */
  plannedErasures(most: number, skip: number): Promise<readonly PlannedErasure[]>;
}

/** The desk's part, inside `record`. */
export interface RemovalDesk {
  /** Throws `conflict` if it is withheld already. `readers`: object ids of those who decided. */
  withholdBody(removal: {
    readonly eventId: string;
    readonly decision: string;
    readonly readers: readonly string[];
  }): Promise<void>;
  /** Writes down that a body is to be erased. Throws `conflict` if that was decided already. */
  planErasure(erasure: {
    readonly eventId: string;
    readonly decision: string;
    readonly dataKey: string;
  }): Promise<void>;
  /** Takes the body out of the database. Out: false if the decision does not stand in the tree, or it is gone already. */
  eraseBody(eventId: string): Promise<boolean>;
}

export interface PlannedErasure {
  readonly eventId: string;
  readonly dataKey: string;
  readonly decision: string;
  /** The event that records the decision. */
  readonly decidedBy: string;
  readonly failureTold: boolean;
}
