import type { PersonActor } from '../custody/actor.ts';
import type { DisposalFacts } from '../custody/disposal.ts';
import type { DisposalCertificate, DisposalParties } from '../custody/disposal-event.ts';

/** Reads about disposals, over a pool or inside a transaction. */
export interface DisposalLook {
  /** What decides about an item's disposal, as it is now. `leaveOut`: a disposal that does not stand in its own way. */
  disposable(evidenceId: string, leaveOut: string | null): Promise<DisposableItem | null>;
  disposal(id: string): Promise<DisposalRecord | null>;
}

/** The desk's part, inside `record`. */
export interface DisposalDesk {
  openDisposal(disposal: NewDisposal): Promise<{ readonly id: string; readonly number: string }>;
  /** Out: false if it is not waiting for a witness any more. Puts the deletion in the queue. */
  witnessDisposal(id: string, witness: PersonActor): Promise<boolean>;
  /** From here on blobs may be gone. Out: false if it is not witnessed, or not any more. */
  beginDisposal(id: string): Promise<boolean>;
  /** Also of one that was stopped while its copy was on its way out: what is gone is told as gone. */
  finishDisposal(id: string, certificate: DisposalCertificate): Promise<boolean>;
  /** Ends one that deleted nothing. Out: false if it had an end. */
  stopDisposal(id: string, why: string): Promise<boolean>;
  /** Disposals of an incident's items that have no end yet and have not begun to delete. */
  waitingDisposals(incidentId: string): Promise<readonly DisposalRecord[]>;
}

export interface DisposableItem {
  readonly evidenceId: string;
  readonly incidentId: string;
  readonly container: string;
  readonly blob: string;
  readonly manifestBlob: string;
  readonly etag: string | null; // of the copy, as it was first seen
  readonly description: string;
  readonly sha256: string;
  readonly sealedAt: string;
  readonly custodians: readonly string[]; // object ids of everybody who ever had custody
  readonly facts: DisposalFacts;
}

export interface NewDisposal {
  readonly evidenceId: string;
  readonly incidentId: string;
  readonly proposalId: string;
  readonly reason: string;
  readonly parties: DisposalParties;
}

export interface DisposalRecord extends NewDisposal {
  readonly id: string;
  readonly number: string;
  readonly exhibitNumber: string;
  readonly proposal: string; // its number
  readonly state: 'approved' | 'witnessed' | 'deleting' | 'done' | 'stopped';
  readonly witness: PersonActor | null;
  readonly witnessedAt: string | null;
  readonly problem: string | null;
  readonly certificate: DisposalCertificate | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}
