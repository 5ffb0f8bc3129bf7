import type { PersonActor } from '../custody/actor.ts';
import type { StreamRef } from '../custody/custody-event.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import type { ProposalKind, ProposalNeeds, ProposalRefusal, ProposalState } from '../custody/proposal.ts';
import type { RecordedChange } from '../custody/recorded-change.ts';

/** Reads about what takes two people, over a pool or inside a transaction. */
export interface ProposalLook {
  proposal(id: string): Promise<ProposalRecord | null>;
  /** The proposal of this kind that waits on the same thing, if any. */
  waitingProposal(
    kind: ProposalKind,
    key: string,
  ): Promise<{ readonly id: string; readonly number: string } | null>;
  /** Waiting ones whose time to decide is over: ids, oldest first. */
  overdueProposals(most: number): Promise<readonly string[]>;
  /** The version in force of a control that the database keeps; null while none was ever confirmed. */
  control(
    name: 'retention-defaults' | 'controller-replacement' | 'device-rights',
  ): Promise<ControlInForce | null>;
  /** The retention defaults that were in force when this incident came to the product; null: none were. */
  retentionDefaultsFor(incidentId: string): Promise<{ readonly value: unknown } | null>;
}

/** The desk's part, inside `record`. */
export interface ProposalDesk {
  openProposal(
    proposal: NewProposal,
  ): Promise<{ readonly id: string; readonly number: string; readonly expiresAt: string }>;
  /** The one way to a decision: the database's own function, which locks the proposal until the transaction ends. */
  decideProposal(decision: ProposalDecision): Promise<ProposalOutcome>;
  /** Ends a waiting proposal. Out: false if it did not wait any more, or if its time is not over yet. */
  closeProposal(id: string, end: 'withdrawn' | 'expired'): Promise<boolean>;
  /**
   * Puts the value of a proposal that was confirmed in this transaction in force. Out: its version; null if another
   * version came into force since it was proposed.
   */
  applyControl(proposalId: string): Promise<number | null>;
}

export interface NewProposal {
  readonly kind: ProposalKind;
  /** What it is about: of one thing one proposal of a kind waits at a time. */
  readonly key: string;
  readonly title: string;
  /** The stream that its facts stand in; null: one of its own. */
  readonly subject: StreamRef | null;
  readonly subjects: readonly string[]; // of its events besides the proposal itself: `incident:<id>`
  readonly incidentId: string | null; // who may see that incident, and nobody else, may see the proposal
  readonly before: object; // JSON, for `apply`
  readonly after: object;
  readonly changes: readonly RecordedChange[]; // the same for people
  readonly reason: string;
  readonly authority: LegalAuthority | null;
  readonly proposer: PersonActor;
  readonly needs: ProposalNeeds;
}

export interface ProposalRecord extends Omit<NewProposal, 'subject'> {
  readonly id: string;
  readonly number: string;
  readonly subject: StreamRef;
  readonly state: ProposalState;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt: string | null;
  readonly decisions: readonly {
    readonly decision: 'confirm' | 'refuse';
    readonly by: { readonly objectId: string; readonly displayName: string };
    readonly comment: string | null;
    readonly at: string;
  }[];
}

export interface ProposalDecision {
  readonly proposalId: string;
  readonly decision: 'confirm' | 'refuse';
  readonly decider: PersonActor; // `roles`: as the tenant gives them now
  readonly proposerRoles: readonly string[]; // of who proposed it, as the tenant gives them now
  readonly comment: string | null;
}

export type ProposalOutcome =
  | { readonly kind: 'counted'; readonly confirmations: number; readonly needed: number }
  | { readonly kind: 'confirmed'; readonly confirmations: number; readonly needed: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'not-counted'; readonly why: ProposalRefusal };

export interface ControlInForce {
  readonly version: number;
  readonly value: unknown;
  readonly since: string; // RFC 3339
}
