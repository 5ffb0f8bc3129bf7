import type { AccessBook } from '../cloud/access-book.ts';
import { isWithin } from '../cloud/scopes.ts';
import type { PrincipalType, RoleAssignment } from '../cloud/seeded-access.ts';
import { ArmError } from './arm-error.ts';
import { definitionId } from './role-definition-routes.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const version = '2022-04-01';
const path = '{scope}/providers/Microsoft.Authorization/roleAssignments';
const rights = 'Microsoft.Authorization/roleAssignments';
const pageSize = 8; // small, so that a client that does not follow nextLink is found out

/** Role assignments at any scope, those inherited from above included. Shapes: Authorization 2022-04-01. */
export function roleAssignmentRoutes(access: AccessBook, created: string): readonly ArmRoute[] {
  const base = { apiVersion: version } as const;
  return [
    {
      ...base,
      operation: 'RoleAssignments_ListForScope',
      method: 'GET',
      path,
      action: `${rights}/read`,
      run: (request) => list(access, request, created),
    },
    {
      ...base,
      operation: 'RoleAssignments_Create',
      method: 'PUT',
      path: `${path}/{name}`,
      action: `${rights}/write`,
      run: (request) => create(access, request, created),
    },
    {
      ...base,
      operation: 'RoleAssignments_Delete',
      method: 'DELETE',
      path: `${path}/{name}`,
      action: `${rights}/delete`,
      run: (request) => remove(access, request, created),
    },
  ];
}

function list(access: AccessBook, request: ArmRequest, created: string): ArmReply {
  const found = filtered(access, request, access.assignments()).map((one) =>
    assignmentBody(access, one, created),
  );
  const start = Number(request.query.get('$skipToken') ?? '0');
  const next = new URLSearchParams({ 'api-version': version, $skipToken: String(start + pageSize) });
  const filter = request.query.get('$filter');
  if (filter !== null) next.set('$filter', filter);
  return {
    status: 200,
    body: {
      value: found.slice(start, start + pageSize),
      ...(start + pageSize < found.length ? { nextLink: `${request.origin}${request.path}?${next}` } : {}),
    },
  };
}

/**
 * Without a filter: at this scope, above and below. `atScope()`: at and above. `principalId eq`: that principal's own;
 * `assignedTo`: through its groups too. Source: Microsoft Learn, "List Azure role assignments using the REST API".
 */
export function filtered<T extends { readonly scope: string; readonly principalId: string }>(
  access: AccessBook,
  request: ArmRequest,
  all: readonly T[],
): readonly T[] {
  const scope = request.params.scope ?? '';
  const filter = (request.query.get('$filter') ?? '').trim();
  const at = all.filter((one) => isWithin(scope, one.scope));
  const around = all.filter((one) => isWithin(scope, one.scope) || isWithin(one.scope, scope));
  if (filter === '') return around;
  if (filter === 'atScope()') return at;
  const form = /^(atScope\(\)\s+and\s+)?(?:assignedTo\('([^']+)'\)|principalId eq '([^']+)')$/i.exec(filter);
  const [, onlyAt, assignee, principal] = form ?? [];
  if (form === null)
    throw new ArmError(400, 'BadRequest', `The filter '${filter}' is not supported at '${scope}'.`);
  const ids =
    assignee === undefined ? [principal ?? ''] : [assignee, ...access.groupsOf(assignee.toLowerCase())];
  const wanted = ids.map((one) => one.toLowerCase());
  return (onlyAt === undefined ? around : at).filter((one) => wanted.includes(one.principalId.toLowerCase()));
}

function create(access: AccessBook, request: ArmRequest, created: string): ArmReply {
  const { properties } = request.body as { properties?: Readonly<Record<string, unknown>> };
  const roleGuid =
    String(properties?.roleDefinitionId ?? '')
      .split('/')
      .at(-1)
      ?.toLowerCase() ?? '';
  const principalId = String(properties?.principalId ?? '').toLowerCase();
  const scope = request.params.scope ?? '';
  if (access.definition(roleGuid) === null)
    throw new ArmError(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${roleGuid}' does not exist.`,
    );
  const { assignableScopes } = access.definition(roleGuid) ?? { assignableScopes: [] };
  if (!assignableScopes.some((one) => isWithin(scope, one)))
    throw new ArmError(
      400,
      'RoleAssignmentScopeNotAssignableToRoleDefinition',
      `The role assignment scope '${scope}' is not assignable to the role definition scope '${assignableScopes.join(', ')}'.`,
    );
  const guid = request.params.name ?? '';
  const same = (one: RoleAssignment) =>
    one.scope.toLowerCase() === scope.toLowerCase() &&
    one.principalId === principalId &&
    one.roleGuid === roleGuid;
  if (access.assignments().some((one) => one.guid === guid || same(one)))
    throw new ArmError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  const assignment: RoleAssignment = {
    guid,
    scope,
    principalId,
    principalType: (properties?.principalType ?? 'User') as PrincipalType,
    roleGuid,
    condition: typeof properties?.condition === 'string' ? properties.condition : null,
    endsAt: null,
  };
  access.assign(assignment);
  return { status: 201, body: assignmentBody(access, assignment, created) };
}

function remove(access: AccessBook, request: ArmRequest, created: string): ArmReply {
  const found = access.assignments().find((one) => one.guid === request.params.name);
  if (found === undefined) return { status: 204 };
  access.unassign(found.guid);
  return { status: 200, body: assignmentBody(access, found, created) };
}

function assignmentBody(access: AccessBook, one: RoleAssignment, created: string): Record<string, unknown> {
  return {
    id: `${one.scope}/providers/Microsoft.Authorization/roleAssignments/${one.guid}`,
    name: one.guid,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: definitionId(one.scope, access.definition(one.roleGuid)?.guid ?? one.roleGuid),
      principalId: one.principalId,
      principalType: one.principalType,
      scope: one.scope,
      ...(one.condition === null ? {} : { condition: one.condition, conditionVersion: '2.0' }),
      createdOn: created,
      updatedOn: created,
    },
  };
}
