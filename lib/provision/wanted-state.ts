import type { ProductIdentity } from '../posture/identity-roles.ts';
import type { Left } from './provision-plan.ts';

/** What a subscription must have. Ids and scopes are ARM's, regions Azure's names, principals object ids. */
export interface WantedState {
  readonly groups: readonly WantedGroup[];
  readonly accounts: readonly WantedAccount[];
  readonly endpoints: readonly WantedEndpoint[];
  readonly containers: readonly WantedContainer[];
  readonly logs: readonly WantedLogs[];
  readonly locks: readonly WantedLock[];
  readonly roles: readonly WantedRole[];
  readonly assignments: readonly WantedAssignment[];
  readonly eligibilities: readonly WantedEligibility[];
  readonly unplaced: readonly Left[]; // wanted somewhere that nobody named
}

export interface WantedGroup {
  readonly id: string;
  readonly region: string;
}

/** A closed account: no public network, no shared keys, no strangers, TLS 1.2 or newer. */
export interface WantedAccount {
  readonly id: string;
  readonly region: string;
}

export interface WantedEndpoint {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly subnet: string | null; // null: whoever runs this named none
}

/** `retentionDays` null: never protected, since what lies there must be deletable. */
export interface WantedContainer {
  readonly account: string;
  readonly name: string;
  readonly retentionDays: number | null;
}

export interface WantedLogs {
  readonly account: string;
  readonly workspace: string;
}

export interface WantedLock {
  readonly scope: string;
  readonly name: string;
  readonly notes: string;
}

export interface WantedRole {
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
  readonly scopes: readonly string[]; // where it can be assigned
}

/** `principal` null: nobody could say which object the identity is. */
export interface WantedAssignment {
  readonly identity: ProductIdentity;
  readonly principal: string | null;
  readonly role: string;
  readonly scope: string;
}

/** A person who may activate a role and does not bear it otherwise. */
export interface WantedEligibility {
  readonly principal: string;
  readonly role: string;
  readonly scope: string;
}
