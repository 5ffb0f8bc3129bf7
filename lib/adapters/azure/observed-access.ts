import type {
  DenyAssignment,
  DenyAssignmentPermission,
  Permission,
  Principal,
  RoleAssignment,
  RoleDefinition,
  RoleEligibilityScheduleInstance,
} from '@azure/arm-authorization';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  ObservedAssignment,
  ObservedDenial,
  ObservedPermission,
  ObservedPrincipal,
  ObservedRole,
} from '../../ports/posture-source.ts';

/** An assignment that lacks who, what or where cannot be judged: it makes the whole list unread. */
export function assignmentOf(one: RoleAssignment): ObservedAssignment {
  return {
    id: needed(one.id),
    scope: needed(one.scope),
    principalId: needed(one.principalId),
    principalType: one.principalType ?? null,
    roleDefinitionId: needed(one.roleDefinitionId),
    condition: one.condition ?? null,
    startsAt: null,
    endsAt: null,
  };
}

export function eligibilityOf(one: RoleEligibilityScheduleInstance): ObservedAssignment {
  return {
    id: needed(one.id),
    scope: needed(one.scope),
    principalId: needed(one.principalId),
    principalType: one.principalType ?? null,
    roleDefinitionId: needed(one.roleDefinitionId),
    condition: one.condition ?? null,
    startsAt: one.startDateTime?.toISOString() ?? null,
    endsAt: one.endDateTime?.toISOString() ?? null,
  };
}

export function denialOf(one: DenyAssignment): ObservedDenial {
  return {
    id: needed(one.id),
    name: one.denyAssignmentName ?? null,
    scope: needed(one.scope),
    appliesToChildScopes: one.doNotApplyToChildScopes !== true,
    permissions: (one.permissions ?? []).map(permissionOf),
    principals: (one.principals ?? []).map(principalOf),
    excludePrincipals: (one.excludePrincipals ?? []).map(principalOf),
    systemProtected: one.isSystemProtected === true,
  };
}

/** The service's contract of 2022-04-01 has no conditions within a role: such a role counts as unconditional, never as none. */
export function roleOf(one: RoleDefinition): ObservedRole {
  return {
    id: needed(one.id),
    name: one.roleName ?? null,
    custom: one.roleType === 'CustomRole',
    assignableScopes: one.assignableScopes ?? [],
    permissions: (one.permissions ?? []).map(permissionOf),
  };
}

function permissionOf(one: Permission | DenyAssignmentPermission): ObservedPermission {
  return {
    actions: one.actions ?? [],
    notActions: one.notActions ?? [],
    dataActions: one.dataActions ?? [],
    notDataActions: one.notDataActions ?? [],
    condition: ('condition' in one ? one.condition : null) ?? null,
  };
}

function principalOf(one: Principal): ObservedPrincipal {
  return { id: needed(one.id), type: one.type ?? null };
}

function needed(value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new CustodyError('cloud-unavailable', 'Azure named an assignment without who, what or where.');
}
