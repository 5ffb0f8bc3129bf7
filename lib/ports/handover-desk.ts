import type { PersonActor } from '../custody/actor.ts';
import type { Custodian } from '../custody/current-custodian.ts';
import type { HandoverEnd, HandoverRefusal, HandoverState } from '../custody/handover.ts';
import type { NamedPerson } from '../custody/named-person.ts';

/** Reads about transfers of custody, over a pool or inside a transaction. */
export interface HandoverLook {
  handover(id: string): Promise<HandoverRecord | null>;
  /** In whose custody an item is, by its events. */
  custodianOf(evidenceId: string): Promise<Custodian | null>;
  /** The offer of this item that waits, if any, whether or not its time is over. */
  waitingHandover(evidenceId: string): Promise<{ readonly number: string } | null>;
  /** A person who has signed in here, as they were when they last did. */
  knownPerson(objectId: string): Promise<NamedPerson | null>;
  /** Waiting offers whose time is over, or whose item is disposed of or on its way out: ids, oldest first. */
  overdueHandovers(most: number): Promise<readonly string[]>;
}

/** The desk's part, inside `record`. */
export interface HandoverDesk {
  /** Throws `conflict` while another offer of the item waits. */
  offerCustody(
    offer: NewHandover,
  ): Promise<{ readonly id: string; readonly number: string; readonly expiresAt: string }>;
  /**
   * The one way to the end of an offer: the database's own function, which locks it until the transaction ends.
   * `person`: who acts; null where its time, or its item’s, is over.
   */
  endHandover(id: string, end: HandoverEnd, person: string | null): Promise<HandoverEnd | HandoverRefusal>;
}

export interface NewHandover {
  readonly evidenceId: string;
  readonly incidentId: string;
  readonly from: NamedPerson;
  readonly to: NamedPerson;
  readonly offerer: PersonActor;
  readonly purpose: string;
  readonly condition: string;
  readonly location: string;
  readonly hours: number;
}

export interface HandoverRecord extends Omit<NewHandover, 'hours'> {
  readonly id: string;
  readonly number: string;
  readonly exhibitNumber: string;
  readonly state: HandoverState;
  readonly expiresAt: string;
}
