import type { PersonActor } from '../custody/actor.ts';

/** Links that were signed, by everything but themselves. */
export interface LinkLook {
  /** Links whose time is not over and that nobody ended, oldest first. */
  liveLinks(): Promise<readonly GrantedLink[]>;
  /** Whether a revocation was asked for that Azure has not carried out yet. */
  linkRevocationWaits(): Promise<boolean>;
  /** Those that lived when a revocation was asked for, or were made between that and when it was tried. */
  linksEndedBy(revocation: LinkRevocation): Promise<readonly GrantedLink[]>;
}

/** The desk's part, inside `record`. */
export interface LinkDesk {
  addLink(link: NewLink): Promise<void>;
  /** Out: false if it had ended before. */
  endLink(id: string, how: 'withheld' | 'revoked'): Promise<boolean>;
  /** Throws `conflict` while another one waits. */
  askLinkRevocation(requester: PersonActor | null, reason: string): Promise<{ readonly id: string }>;
  /** Out: false if another worker wrote that before. */
  finishLinkRevocation(id: string): Promise<boolean>;
}

/** Whose turn it is to have the links ended. */
export interface LinkRevocations {
  /** The oldest that is not done, each given to one caller for as long as a try may take. */
  claimLinkRevocation(): Promise<LinkRevocation | null>;
  /** Why Azure did not do it yet: it may be tried again after some seconds. Not a fact, so not recorded. */
  reportLinkRevocation(id: string, problem: string): Promise<void>;
}

export interface NewLink {
  readonly id: string;
  readonly grantId: string;
  readonly evidenceId: string;
  readonly sasSha256: string;
  readonly addresses: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export interface GrantedLink {
  readonly id: string;
  readonly endsAt: string;
  readonly evidenceId: string;
  readonly incidentId: string;
  readonly grantId: string;
  readonly requestId: string;
  readonly number: string; // of the request
  readonly granteeObjectId: string;
}

export interface LinkRevocation {
  readonly id: string;
  readonly requester: PersonActor | null; // null: nobody asked
  readonly reason: string;
  readonly askedAt: Date;
  readonly triedAt: Date; // by the database's clock: links made before it end with the keys
}
