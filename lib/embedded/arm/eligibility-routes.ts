import type { AccessBook } from '../cloud/access-book.ts';
import type { DenyAssignment } from '../cloud/cloud-state.ts';
import { isWithin } from '../cloud/scopes.ts';
import { everyone, principalType, type RoleAssignment } from '../cloud/seeded-access.ts';
import { ArmError } from './arm-error.ts';
import { filtered } from './role-assignment-routes.ts';
import { definitionId } from './role-definition-routes.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const provider = '{scope}/providers/Microsoft.Authorization';

/**
 * Who may activate which role (privileged identity management), which assignments run in time, and what is denied.
 * Shapes: Authorization 2020-10-01 for schedules, 2022-04-01 for deny assignments.
 */
export function eligibilityRoutes(access: AccessBook, created: string): readonly ArmRoute[] {
  const schedules = { method: 'GET', apiVersion: '2020-10-01' } as const;
  return [
    {
      ...schedules,
      operation: 'RoleEligibilityScheduleInstances_ListForScope',
      path: `${provider}/roleEligibilityScheduleInstances`,
      action: 'Microsoft.Authorization/roleEligibilityScheduleInstances/read',
      run: (request) => ({
        status: 200,
        body: {
          value: filtered(access, request, access.eligible()).map((one) =>
            instanceBody(one, created, 'roleEligibility', {
              roleEligibilityScheduleId: scheduleId(one, 'roleEligibilitySchedules'),
            }),
          ),
        },
      }),
    },
    {
      ...schedules,
      method: 'PUT',
      operation: 'RoleEligibilityScheduleRequests_Create',
      path: `${provider}/roleEligibilityScheduleRequests/{name}`,
      action: 'Microsoft.Authorization/roleEligibilityScheduleRequests/write',
      run: (request) => requestEligibility(access, request, created),
    },
    {
      ...schedules,
      operation: 'RoleAssignmentScheduleInstances_ListForScope',
      path: `${provider}/roleAssignmentScheduleInstances`,
      action: 'Microsoft.Authorization/roleAssignmentScheduleInstances/read',
      run: (request) => ({
        status: 200,
        body: {
          value: filtered(access, request, access.assignments()).map((one) =>
            instanceBody(one, created, 'roleAssignment', {
              roleAssignmentScheduleId: scheduleId(one, 'roleAssignmentSchedules'),
              originRoleAssignmentId: scheduleId(one, 'roleAssignments'),
              assignmentType: one.endsAt === null ? 'Assigned' : 'Activated',
            }),
          ),
        },
      }),
    },
    {
      method: 'GET',
      apiVersion: '2015-07-01',
      operation: 'ClassicAdministrators_List',
      path: '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/classicAdministrators',
      action: 'Microsoft.Authorization/classicAdministrators/read',
      // Microsoft retired them in August 2024: the question is still answered, with nobody.
      run: () => ({ status: 200, body: { value: [] } }),
    },
    {
      method: 'GET',
      apiVersion: '2022-04-01',
      operation: 'DenyAssignments_ListForScope',
      path: `${provider}/denyAssignments`,
      action: 'Microsoft.Authorization/denyAssignments/read',
      run: (request) => ({ status: 200, body: { value: denied(access, request).map(denyBody) } }),
    },
  ];
}

/** Only what an administrator gives for good. */
function requestEligibility(access: AccessBook, request: ArmRequest, created: string): ArmReply {
  const { scope = '', name = '' } = request.params;
  const { properties } = request.body as { properties?: Readonly<Record<string, unknown>> };
  const roleGuid = String(properties?.roleDefinitionId ?? '')
    .toLowerCase()
    .replace(/^.*\//, '');
  const principalId = String(properties?.principalId ?? '').toLowerCase();
  if (properties?.requestType !== 'AdminAssign')
    throw new ArmError(400, 'InvalidRequestType', 'The request type is not one that is served here.');
  if (access.definition(roleGuid) === null)
    throw new ArmError(404, 'RoleDefinitionDoesNotExist', `There is no role definition '${roleGuid}'.`);
  const same = (one: RoleAssignment) =>
    one.scope.toLowerCase() === scope.toLowerCase() &&
    one.principalId === principalId &&
    one.roleGuid === roleGuid;
  if (access.eligible().some(same))
    throw new ArmError(400, 'RoleAssignmentExists', 'The Role assignment already exists.');
  const made: RoleAssignment = {
    guid: name,
    scope,
    principalId,
    principalType: principalType(principalId),
    roleGuid,
    condition: null,
    endsAt: null,
  };
  access.makeEligible(made);
  return { status: 201, body: requestBody(made, created) };
}

function requestBody(one: RoleAssignment, created: string): Record<string, unknown> {
  return {
    id: scheduleId(one, 'roleEligibilityScheduleRequests'),
    name: one.guid,
    type: 'Microsoft.Authorization/roleEligibilityScheduleRequests',
    properties: {
      scope: one.scope,
      roleDefinitionId: definitionId(one.scope, one.roleGuid),
      principalId: one.principalId,
      principalType: one.principalType,
      requestType: 'AdminAssign',
      status: 'Provisioned',
      targetRoleEligibilityScheduleId: scheduleId(one, 'roleEligibilitySchedules'),
      scheduleInfo: { startDateTime: created, expiration: { type: 'NoExpiration' } },
      createdOn: created,
    },
  };
}

function instanceBody(
  one: RoleAssignment,
  created: string,
  kind: 'roleEligibility' | 'roleAssignment',
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    id: scheduleId(one, `${kind}ScheduleInstances`),
    name: one.guid,
    type: `Microsoft.Authorization/${kind}ScheduleInstances`,
    properties: {
      scope: one.scope,
      roleDefinitionId: definitionId(one.scope, one.roleGuid),
      principalId: one.principalId,
      principalType: one.principalType,
      status: 'Provisioned',
      startDateTime: created,
      ...(one.endsAt === null ? {} : { endDateTime: one.endsAt }),
      memberType: 'Direct',
      createdOn: created,
      ...(one.condition === null ? {} : { condition: one.condition, conditionVersion: '2.0' }),
      ...more,
    },
  };
}

function scheduleId(one: RoleAssignment, type: string): string {
  return `${one.scope}/providers/Microsoft.Authorization/${type}/${one.guid}`;
}

function denied(access: AccessBook, request: ArmRequest): readonly DenyAssignment[] {
  const scope = request.params.scope ?? '';
  const above = access.denies().filter((one) => isWithin(scope, one.scope));
  if (request.query.get('$filter') === 'atScope()') return above;
  return access.denies().filter((one) => above.includes(one) || isWithin(one.scope, scope));
}

function denyBody(one: DenyAssignment): Record<string, unknown> {
  const { actions, notActions, dataActions, notDataActions } = one;
  return {
    id: `${one.scope}/providers/Microsoft.Authorization/denyAssignments/${one.guid}`,
    name: one.guid,
    type: 'Microsoft.Authorization/denyAssignments',
    properties: {
      denyAssignmentName: one.name,
      description: '',
      permissions: [{ actions, notActions, dataActions, notDataActions }],
      scope: one.scope,
      doNotApplyToChildScopes: one.doNotApplyToChildScopes,
      principals: one.principals.map(principalBody),
      excludePrincipals: one.excludePrincipals.map(principalBody),
      isSystemProtected: one.isSystemProtected,
    },
  };
}

function principalBody(id: string): Record<string, string> {
  return { id, type: id === everyone ? 'SystemDefined' : principalType(id) };
}
