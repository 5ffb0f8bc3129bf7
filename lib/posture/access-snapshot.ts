/**
 * What was read of a tenant's access at one moment, as plain data that can be kept. What could not be read is in
 * `unread`; what is neither in a list nor there counts as unread too. Times are ISO 8601; scopes and ids are Azure's,
 * in any case.
 */
export interface AccessSnapshot {
  readonly readAt: string;
  readonly assignments: readonly RoleAssignment[]; // active ones, with activations of PIM
  readonly eligibilities: readonly RoleAssignment[];
  readonly denies: readonly DenyAssignment[];
  readonly classicAdministrators: readonly ClassicAdministrator[];
  readonly roles: readonly RoleDefinition[];
  readonly groups: readonly Group[];
  readonly principals: readonly Principal[];
  readonly parents: readonly ScopeParent[];
  readonly unread: readonly UnreadPart[];
}

export type PrincipalKind = 'person' | 'service-principal' | 'managed-identity' | 'unknown';

export type AssigneeKind = PrincipalKind | 'group' | 'foreign-group';

export interface RoleAssignment {
  readonly id: string;
  readonly scope: string;
  readonly roleDefinitionId: string; // the whole id or its GUID
  readonly principalId: string;
  readonly principalKind: AssigneeKind;
  readonly condition: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

export interface RoleDefinition {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly RolePermission[];
}

/** The `not` lists subtract from the same permission only. */
export interface RolePermission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly condition: string | null;
}

export interface DenyAssignment {
  readonly id: string;
  readonly scope: string;
  readonly appliesToChildScopes: boolean;
  readonly effect: 'enforced' | 'audit' | 'unknown'; // unknown: made by a user, and the API asked does not tell
  readonly principals: readonly DeniedPrincipal[];
  readonly excludedPrincipals: readonly DeniedPrincipal[];
  readonly permissions: readonly RolePermission[];
  readonly condition: string | null;
}

/** `everyone`: the system-defined principal with the empty GUID. */
export interface DeniedPrincipal {
  readonly id: string;
  readonly kind: AssigneeKind | 'everyone';
}

export interface ClassicAdministrator {
  readonly subscription: string; // its scope
  readonly signInName: string;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly members: readonly GroupMember[];
}

export interface GroupMember {
  readonly id: string;
  readonly kind: AssigneeKind;
  readonly eligible: boolean; // may activate the membership, and does not have it now
  readonly from: string | null;
  readonly until: string | null;
}

export interface Principal {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly name: string;
  readonly signInName: string | null;
}

/** Where a subscription or management group hangs; `parent` null: it is the topmost. */
export interface ScopeParent {
  readonly scope: string;
  readonly parent: string | null;
}

export type UnreadKind =
  | 'assignments'
  | 'eligibilities'
  | 'denies'
  | 'classic-administrators'
  | 'parent'
  | 'group'
  | 'role-definition';

/** `refused`: a right is missing; `throttled`: asked too often; `no-answer`: none, or none that can be read. */
export type UnreadReason = 'refused' | 'throttled' | 'no-answer' | 'missing' | 'not-read';

/** `subject`: the scope, group or role definition that the reading was about. */
export interface UnreadPart {
  readonly what: UnreadKind;
  readonly subject: string;
  readonly reason: UnreadReason;
}
