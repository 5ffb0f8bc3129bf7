import type { AccessMode, AccessPolicy, FrozenPolicy } from '../custody/access-policy.ts';
import type { AccessRequestState, DecisionRefusal } from '../custody/access-request.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { CustodyEventType, EventDetail } from '../custody/custody-event.ts';
import type { EvidenceKind } from '../custody/evidence-source.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import type { Remark } from '../custody/remark.ts';

/** Reads about access, over a pool or inside a transaction. */
export interface AccessLook {
  /** The newest policy, else the first one. Throws `storage-unavailable` for one that cannot be read. */
  accessPolicy(): Promise<AccessPolicy>;
  accessRequest(id: string): Promise<AccessRequestRecord | null>;
  /** The items of an incident that are sealed and no rehearsal, or those of them that are named. */
  sealedItems(incidentId: string, evidenceIds: readonly string[] | null): Promise<readonly AskedItem[]>;
  sealedItem(evidenceId: string): Promise<SealedItem | null>;
  /**
   * Facts of these types in the item's stream, oldest first, without those whose record is not what its entry in the
   * ledger committed to, or which the ledger does not have yet.
   */
  committedFacts(evidenceId: string, types: readonly CustodyEventType[]): Promise<readonly RecordedEvent[]>;
  /** Grants of this person for this item that nobody revoked, newest first, ended ones too. */
  grantsOf(evidenceId: string, granteeObjectId: string): Promise<readonly ItemGrant[]>;
  /** Those of these people who are marked away now. */
  awayAmong(objectIds: readonly string[]): Promise<readonly string[]>;
  /** Waiting requests whose time to decide is over, and grants whose end nobody recorded yet: ids, oldest first. */
  overdueRequests(most: number): Promise<readonly string[]>;
  overdueGrants(most: number): Promise<readonly string[]>;
  /** Reads that began, cannot go on any more, and of which no end was recorded; oldest first. */
  lostReads(most: number): Promise<readonly LostRead[]>;
}

/** The desk's part, inside `record`. */
export interface AccessDesk {
  openAccessRequest(
    request: NewAccessRequest,
  ): Promise<{ readonly id: string; readonly number: string; readonly expiresAt: string }>;
  addRemark(requestId: string, author: PersonActor, text: string): Promise<Remark>;
  /** The one way to a decision: the database's own function, which locks the request until the transaction ends. */
  decideAccess(decision: AccessDecision): Promise<DecisionOutcome>;
  /** Ends a waiting request. Out: false if it did not wait any more, or if its time is not over yet. */
  closeAccessRequest(id: string, end: 'withdrawn' | 'expired'): Promise<boolean>;
  /** Out: false if the grant was revoked, or its end recorded, before. */
  revokeGrant(grantId: string, by: PersonActor, why: string): Promise<boolean>;
  recordGrantEnd(grantId: string): Promise<boolean>;
  /** Whether the end of a read is on record; nobody else records one until this transaction is over. */
  hasEnded(evidenceId: string, readId: string): Promise<boolean>;
  /** Notes about a request that still ask somebody to act say from now on what became of it. */
  settleNotes(key: string, title: string): Promise<void>;
}

export interface AccessRequestRecord {
  readonly id: string;
  readonly number: string;
  readonly requester: PersonActor;
  readonly incidentId: string;
  readonly purpose: string;
  readonly authority: LegalAuthority;
  readonly mode: AccessMode;
  readonly addressRange: string;
  readonly hours: number;
  readonly state: AccessRequestState;
  readonly policy: FrozenPolicy;
  readonly expiresAt: string;
  readonly decidedAt: string | null;
  readonly items: readonly AskedItem[];
  readonly decisions: readonly {
    readonly decision: 'approve' | 'refuse';
    readonly by: { readonly objectId: string; readonly displayName: string };
  }[];
  readonly remarks: readonly Remark[]; // oldest first, those of decisions among them
  readonly grant: GrantRecord | null;
}

export interface AskedItem {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly kind: EvidenceKind;
  readonly custodianObjectId: string | null; // by its events
}

export interface GrantRecord {
  readonly id: string;
  readonly endsAt: string;
  readonly revokedAt: string | null;
  readonly endRecordedAt: string | null;
}

/** A grant as somebody who wants to use it needs it. */
export interface ItemGrant {
  readonly id: string;
  readonly requestId: string;
  readonly number: string;
  readonly mode: AccessMode;
  readonly addressRange: string;
  readonly endsAt: string;
}

/** A sealed item as its row says it; what its bytes must be, its facts say. */
export interface SealedItem {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly incidentId: string;
  readonly kind: EvidenceKind;
  readonly rehearsal: boolean;
  readonly sizeBytes: string; // decimal
  readonly sha256: string;
  readonly frozen: boolean; // by an event: nothing of it is handed out
}

export interface LostRead {
  readonly evidenceId: string;
  readonly incidentId: string;
  readonly opened: EventDetail<'access.content-opened'>;
}

export interface NewAccessRequest {
  readonly requester: PersonActor;
  readonly incidentId: string;
  readonly evidenceIds: readonly string[];
  readonly purpose: string;
  readonly authority: LegalAuthority;
  readonly mode: AccessMode;
  readonly addressRange: string;
  readonly hours: number;
  readonly policy: FrozenPolicy;
}

export interface AccessDecision {
  readonly requestId: string;
  readonly decision: 'approve' | 'refuse';
  readonly approver: PersonActor; // `roles`: as the tenant gives them now
  readonly fallbackOpen: boolean;
  readonly remarkId: string | null;
}

export type DecisionOutcome =
  | { readonly kind: 'approved'; readonly approvals: number; readonly needed: number }
  | {
      readonly kind: 'granted';
      readonly approvals: number;
      readonly needed: number;
      readonly grantId: string;
      readonly endsAt: string;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'not-counted'; readonly why: DecisionRefusal };
