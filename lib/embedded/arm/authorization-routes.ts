import { assignmentsOver, isWithin, type RoleAssignment } from '../cloud/authorization.ts';
import { type RoleDefinition, roleDefinitions } from '../cloud/role-definitions.ts';
import { subscriptions } from '../cloud/tenant.ts';
import { ArmError } from './arm-error.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const version = '2022-04-01';
const provider = '{scope}/providers/Microsoft.Authorization';

/** Role assignments, role definitions and the caller's own permissions at any scope. Shapes: Authorization 2022-04-01. */
export function authorizationRoutes(seededAt: Date): readonly ArmRoute[] {
  const created = new Date(seededAt.getTime() - 60 * 86_400_000).toISOString();
  const read = { method: 'GET', apiVersion: version } as const;
  return [
    {
      ...read,
      operation: 'RoleAssignments_ListForScope',
      path: `${provider}/roleAssignments`,
      action: 'Microsoft.Authorization/roleAssignments/read',
      run: (request) => listAssignments(request, created),
    },
    {
      ...read,
      operation: 'RoleDefinitions_List',
      path: `${provider}/roleDefinitions`,
      action: 'Microsoft.Authorization/roleDefinitions/read',
      run: (request) => ({
        status: 200,
        body: {
          value: listed(request).map((role) => definitionBody(role, subscriptionOf(request), created)),
        },
      }),
    },
    {
      ...read,
      operation: 'RoleDefinitions_Get',
      path: `${provider}/roleDefinitions/{roleId}`,
      action: 'Microsoft.Authorization/roleDefinitions/read',
      run(request) {
        const role = roleDefinitions.find((one) => one.guid === request.params.roleId?.toLowerCase());
        if (role === undefined)
          throw new ArmError(
            404,
            'RoleDefinitionDoesNotExist',
            `The specified role definition with ID '${request.params.roleId}' does not exist.`,
          );
        return { status: 200, body: definitionBody(role, subscriptionOf(request), created) };
      },
    },
    {
      ...read,
      operation: 'Permissions_List',
      path: `${provider}/permissions`,
      action: 'Microsoft.Authorization/permissions/read',
      run: (request) => ({
        status: 200,
        body: {
          value: assignmentsOver(request.params.scope ?? '')
            .filter((one) => one.principalId === request.caller.objectId)
            .map((one) => permission(one.role)),
        },
      }),
    },
  ];
}

/** Without a filter: this scope, above and below. `atScope()`: this and above. The others name one principal. */
function listAssignments(request: ArmRequest, created: string): ArmReply {
  const scope = request.params.scope ?? '';
  const filter = request.query.get('$filter') ?? '';
  const over = assignmentsOver(scope);
  return {
    status: 200,
    body: { value: filtered(filter, over, scope).map((one) => assignmentBody(one, created)) },
  };
}

function filtered(filter: string, over: readonly RoleAssignment[], scope: string): readonly RoleAssignment[] {
  if (filter === '' || filter === 'atScope()') return over;
  const named = /^(?:atScope\(\)\s+and\s+)?(?:assignedTo\('([^']+)'\)|principalId eq '([^']+)')$/i.exec(
    filter.trim(),
  );
  const principal = named?.[1] ?? named?.[2];
  if (principal === undefined)
    throw new ArmError(
      400,
      'BadRequest',
      `The filter '${filter}' is not supported for role assignments at '${scope}'.`,
    );
  return over.filter((one) => one.principalId.toLowerCase() === principal.toLowerCase());
}

function listed(request: ArmRequest): readonly RoleDefinition[] {
  const name = /^roleName eq '([^']+)'$/.exec(request.query.get('$filter') ?? '')?.[1];
  return name === undefined ? roleDefinitions : roleDefinitions.filter((one) => one.name === name);
}

function subscriptionOf(request: ArmRequest): string {
  const scope = request.params.scope ?? '';
  const known = Object.values(subscriptions).find((one) => isWithin(scope, `/subscriptions/${one}`));
  if (known === undefined)
    throw new ArmError(404, 'SubscriptionNotFound', 'The subscription of this scope could not be found.');
  return known;
}

function assignmentBody(one: RoleAssignment, created: string): Record<string, unknown> {
  const subscription = one.scope.split('/')[2];
  return {
    id: `${one.scope}/providers/Microsoft.Authorization/roleAssignments/${one.guid}`,
    name: one.guid,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${one.role.guid}`,
      principalId: one.principalId,
      principalType: one.principalType,
      scope: one.scope,
      createdOn: created,
      updatedOn: created,
    },
  };
}

function definitionBody(
  role: RoleDefinition,
  subscription: string,
  created: string,
): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`,
    name: role.guid,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: {
      roleName: role.name,
      type: role.custom ? 'CustomRole' : 'BuiltInRole',
      description: role.description,
      assignableScopes: role.custom
        ? Object.values(subscriptions).map((one) => `/subscriptions/${one}`)
        : ['/'],
      permissions: [permission(role)],
      createdOn: created,
      updatedOn: created,
    },
  };
}

function permission(role: RoleDefinition): Record<string, unknown> {
  return { actions: role.actions, notActions: [], dataActions: role.dataActions, notDataActions: [] };
}
