import type {
  RoleAssignment as ArmAssignment,
  DenyAssignment as ArmDeny,
  RoleDefinition as ArmRole,
  DenyAssignmentPermission,
  Permission,
  Principal,
  RoleAssignmentScheduleInstance,
  RoleEligibilityScheduleInstance,
} from '@azure/arm-authorization';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  AssigneeKind,
  DeniedPrincipal,
  DenyAssignment,
  RoleAssignment,
  RoleDefinition,
  RolePermission,
} from '../../posture/access-snapshot.ts';

const everyone = '00000000-0000-0000-0000-000000000000';

/** An assignment in time bears the times of its schedule; one without a schedule holds for good. */
export function assignmentOf(
  one: ArmAssignment,
  schedules: readonly RoleAssignmentScheduleInstance[],
): RoleAssignment {
  const schedule = schedules.find(
    (each) => each.originRoleAssignmentId?.toLowerCase() === one.id?.toLowerCase(),
  );
  return {
    id: needed(one.id),
    scope: needed(one.scope),
    roleDefinitionId: needed(one.roleDefinitionId),
    principalId: needed(one.principalId),
    principalKind: assigneeKind(one.principalType),
    condition: one.condition ?? null,
    from: schedule?.startDateTime?.toISOString() ?? null,
    until: schedule?.endDateTime?.toISOString() ?? null,
  };
}

export function eligibilityOf(one: RoleEligibilityScheduleInstance): RoleAssignment {
  return {
    id: needed(one.id),
    scope: needed(one.scope),
    roleDefinitionId: needed(one.roleDefinitionId),
    principalId: needed(one.principalId),
    principalKind: assigneeKind(one.principalType),
    condition: one.condition ?? null,
    from: one.startDateTime?.toISOString() ?? null,
    until: one.endDateTime?.toISOString() ?? null,
  };
}

/** Version 2022-04-01 does not tell an enforced denial from one that only audits; Azure's own are enforced. */
export function denyOf(one: ArmDeny): DenyAssignment {
  return {
    id: needed(one.id),
    scope: needed(one.scope),
    appliesToChildScopes: one.doNotApplyToChildScopes !== true,
    effect: one.isSystemProtected === true ? 'enforced' : 'unknown',
    principals: (one.principals ?? []).map(deniedOf),
    excludedPrincipals: (one.excludePrincipals ?? []).map(deniedOf),
    permissions: (one.permissions ?? []).map((each) => permissionOf(each, each.condition ?? null)),
    condition: one.condition ?? null,
  };
}

/** The same contract has no conditions within a role: such a role counts as unconditional, never as none. */
export function roleOf(one: ArmRole): RoleDefinition {
  return {
    id: needed(one.id),
    name: one.roleName ?? needed(one.id),
    permissions: (one.permissions ?? []).map((each) => permissionOf(each, null)),
  };
}

function permissionOf(one: Permission | DenyAssignmentPermission, condition: string | null): RolePermission {
  return {
    actions: one.actions ?? [],
    notActions: one.notActions ?? [],
    dataActions: one.dataActions ?? [],
    notDataActions: one.notDataActions ?? [],
    condition,
  };
}

function deniedOf(one: Principal): DeniedPrincipal {
  const id = needed(one.id);
  return { id, kind: id === everyone ? 'everyone' : assigneeKind(one.type) };
}

/** Azure does not tell managed identities from other service principals here; the directory does. */
function assigneeKind(type: string | undefined): AssigneeKind {
  switch (type) {
    case 'User':
      return 'person';
    case 'Group':
      return 'group';
    case 'ForeignGroup':
      return 'foreign-group';
    case 'ServicePrincipal':
      return 'service-principal';
    default:
      return 'unknown';
  }
}

/** What lacks who, what or where cannot be judged: it makes the whole list unread. */
function needed(value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new CustodyError('cloud-unavailable', 'Azure named an assignment without who, what or where.');
}
