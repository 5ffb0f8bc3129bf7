import type { PersonActor } from '../custody/actor.ts';
import type { EvidenceSource } from '../custody/evidence-source.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';

export interface NewAcquisition {
  readonly incidentId: string;
  readonly source: EvidenceSource; // decides which steps it has
  readonly requester: PersonActor;
  readonly requestKey: string;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly plan: string;
  readonly readMode: 'page-list' | 'full';
  readonly rehearsal: boolean; // own number series, own container
}

/** An acquisition found by the key of its request, with what tells a repeated click from another request. */
export interface KeyedAcquisition {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly incidentId: string;
  readonly requesterObjectId: string;
  readonly diskResourceId: string; // lower case
  readonly rehearsal: boolean;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly readMode: string;
}
