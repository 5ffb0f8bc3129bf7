/**
 * What guards the evidence in Azure, read live. Duties: every answer is of this moment and says when; what could not
 * be read is said with its reason and never taken for "nothing there"; nothing is kept; nothing is changed.
 * Only an abort is thrown.
 */
export interface PostureSource {
  /** Role assignments at a scope, above it and below it. */
  roleAssignments(scope: string, signal: AbortSignal): Promise<PostureReading<readonly ObservedAssignment[]>>;
  /** Roles that must be activated first (privileged identity management): at, above and below. */
  eligibleRoles(scope: string, signal: AbortSignal): Promise<PostureReading<readonly ObservedAssignment[]>>;
  denyAssignments(scope: string, signal: AbortSignal): Promise<PostureReading<readonly ObservedDenial[]>>;
  /** Every role definition that can be assigned at a scope, Microsoft's own included. */
  roleDefinitions(scope: string, signal: AbortSignal): Promise<PostureReading<readonly ObservedRole[]>>;
  /** Direct members of a group; a group among them is read by its own id. */
  groupMembers(groupId: string, signal: AbortSignal): Promise<PostureReading<readonly ObservedMember[]>>;
  storageAccount(resourceId: string, signal: AbortSignal): Promise<PostureReading<ObservedAccount>>;
  /** Locks of the subscription that lie at a resource or above it. */
  locks(resourceId: string, signal: AbortSignal): Promise<PostureReading<readonly ObservedLock[]>>;
  diagnosticSettings(
    resourceId: string,
    signal: AbortSignal,
  ): Promise<PostureReading<readonly ObservedDiagnostics[]>>;
}

export type PostureReading<T> =
  | { readonly kind: 'read'; readonly value: T; readonly at: string }
  | { readonly kind: 'unread'; readonly why: UnreadWhy; readonly words: string; readonly at: string };

/** `refused`: a right is missing; `throttled`: asked too often; `unreachable`: no answer, or none that can be read. */
export type UnreadWhy = 'refused' | 'throttled' | 'unreachable' | 'missing';

export interface ObservedAssignment {
  readonly id: string;
  readonly scope: string;
  readonly principalId: string;
  readonly principalType: string | null; // User, Group, ServicePrincipal, ForeignGroup, Device
  readonly roleDefinitionId: string;
  readonly condition: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

export interface ObservedDenial {
  readonly id: string;
  readonly name: string | null;
  readonly scope: string;
  readonly appliesToChildScopes: boolean;
  readonly permissions: readonly ObservedPermission[];
  readonly principals: readonly ObservedPrincipal[];
  readonly excludePrincipals: readonly ObservedPrincipal[];
  readonly systemProtected: boolean;
}

/** All zeros as the id stands for everybody. */
export interface ObservedPrincipal {
  readonly id: string;
  readonly type: string | null;
}

export interface ObservedRole {
  readonly id: string;
  readonly name: string | null;
  readonly custom: boolean;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly ObservedPermission[];
}

export interface ObservedPermission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly condition: string | null;
}

export interface ObservedMember {
  readonly id: string;
  readonly kind: 'person' | 'group' | 'identity' | 'other';
  readonly name: string | null;
}

/** Null: Azure did not say. */
export interface ObservedAccount {
  readonly publicNetworkAccess: string | null;
  readonly defaultAction: string | null;
  readonly bypass: string | null;
  readonly allowedAddresses: readonly string[];
  readonly allowedSubnets: readonly string[];
  readonly trustedResources: readonly string[];
  readonly privateEndpoints: readonly { readonly id: string; readonly status: string | null }[];
  readonly allowSharedKeyAccess: boolean | null;
  readonly allowBlobPublicAccess: boolean | null;
  readonly minimumTlsVersion: string | null;
  readonly region: string | null;
}

export interface ObservedLock {
  readonly id: string;
  readonly scope: string;
  readonly name: string;
  readonly level: string;
  readonly notes: string | null;
}

export interface ObservedDiagnostics {
  readonly name: string;
  readonly workspaceId: string | null;
  readonly storageAccountId: string | null;
  readonly categories: readonly string[]; // enabled ones; a group as `group:<name>`
}
