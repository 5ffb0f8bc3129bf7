import type { AccessBook } from '../cloud/access-book.ts';
import type { RoleDefinition } from '../cloud/role-definition.ts';
import { isWithin } from '../cloud/scopes.ts';
import { ArmError } from './arm-error.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const version = '2022-04-01';
const provider = '{scope}/providers/Microsoft.Authorization';
const path = `${provider}/roleDefinitions`;
const rights = 'Microsoft.Authorization/roleDefinitions';

/** Role definitions, Microsoft's and the tenant's own, and the caller's permissions. Shapes: Authorization 2022-04-01. */
export function roleDefinitionRoutes(access: AccessBook, created: string): readonly ArmRoute[] {
  const base = { apiVersion: version } as const;
  return [
    {
      ...base,
      operation: 'RoleDefinitions_List',
      method: 'GET',
      path,
      action: `${rights}/read`,
      run: (request) => ({
        status: 200,
        body: { value: listed(access, request).map((role) => definitionBody(role, request, created)) },
      }),
    },
    {
      ...base,
      operation: 'RoleDefinitions_Get',
      method: 'GET',
      path: `${path}/{roleId}`,
      action: `${rights}/read`,
      run: (request) => ({ status: 200, body: definitionBody(existing(access, request), request, created) }),
    },
    {
      ...base,
      operation: 'RoleDefinitions_CreateOrUpdate',
      method: 'PUT',
      path: `${path}/{roleId}`,
      action: `${rights}/write`,
      run: (request) => put(access, request, created),
    },
    {
      ...base,
      operation: 'RoleDefinitions_Delete',
      method: 'DELETE',
      path: `${path}/{roleId}`,
      action: `${rights}/delete`,
      run: (request) => remove(access, request, created),
    },
    {
      ...base,
      operation: 'Permissions_List',
      method: 'GET',
      path: `${provider}/permissions`,
      action: 'Microsoft.Authorization/permissions/read',
      run: (request) => ({ status: 200, body: { value: ownPermissions(access, request) } }),
    },
  ];
}

/** Where a definition lies: with the subscription, or with the tenant for scopes above one. */
export function definitionId(scope: string, guid: string): string {
  const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(scope) ?? [];
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

function listed(access: AccessBook, request: ArmRequest): readonly RoleDefinition[] {
  const scope = request.params.scope ?? '';
  const here = access
    .definitions()
    .filter((role) => role.assignableScopes.some((one) => isWithin(scope, one) || isWithin(one, scope)));
  const [, name] = /^roleName eq '([^']+)'$/.exec(request.query.get('$filter') ?? '') ?? [];
  return name === undefined ? here : here.filter((one) => one.name === name);
}

function existing(access: AccessBook, request: ArmRequest): RoleDefinition {
  const role = access.definition(request.params.roleId ?? '');
  if (role !== null) return role;
  throw new ArmError(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${request.params.roleId}' does not exist.`,
  );
}

function put(access: AccessBook, request: ArmRequest, created: string): ArmReply {
  const guid = (request.params.roleId ?? '').toLowerCase();
  const { properties } = request.body as { properties?: Readonly<Record<string, unknown>> };
  const [permission] = (properties?.permissions ?? []) as readonly Readonly<Record<string, unknown>>[];
  const name = String(properties?.roleName ?? '');
  const known = access.definition(guid);
  if (known?.custom === false)
    throw new ArmError(400, 'InvalidRoleDefinition', 'A built-in role definition cannot be changed.');
  if (access.definitions().some((one) => one.name === name && one.guid !== guid))
    throw new ArmError(
      409,
      'RoleDefinitionWithSameNameExists',
      `A custom role with the same name '${name}' already exists in this directory. Use a different name.`,
    );
  const role: RoleDefinition = {
    guid,
    name,
    custom: true,
    description: String(properties?.description ?? ''),
    actions: texts(permission?.actions),
    notActions: texts(permission?.notActions),
    dataActions: texts(permission?.dataActions),
    notDataActions: texts(permission?.notDataActions),
    assignableScopes: texts(properties?.assignableScopes),
  };
  access.putDefinition(role);
  return { status: 201, body: definitionBody(role, request, created) };
}

function remove(access: AccessBook, request: ArmRequest, created: string): ArmReply {
  const role = access.definition(request.params.roleId ?? '');
  if (role === null) return { status: 204 };
  if (access.assignments().some((one) => one.roleGuid === role.guid))
    throw new ArmError(
      400,
      'RoleDefinitionHasAssignments',
      `There are existing role assignments referencing role (code: RoleDefinitionHasAssignments) '${role.name}'.`,
    );
  access.removeDefinition(role.guid);
  return { status: 200, body: definitionBody(role, request, created) };
}

function ownPermissions(access: AccessBook, request: ArmRequest): readonly unknown[] {
  const { objectId } = request.caller;
  const asks = [objectId, ...access.groupsOf(objectId)];
  return access
    .assignments()
    .filter((one) => asks.includes(one.principalId) && isWithin(request.params.scope ?? '', one.scope))
    .flatMap((one) => {
      const role = access.definition(one.roleGuid);
      return role === null ? [] : [permissionBody(role)];
    });
}

function definitionBody(role: RoleDefinition, request: ArmRequest, created: string): Record<string, unknown> {
  return {
    id: definitionId(request.params.scope ?? '', role.guid),
    name: role.guid,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: {
      roleName: role.name,
      type: role.custom ? 'CustomRole' : 'BuiltInRole',
      description: role.description,
      assignableScopes: role.assignableScopes,
      permissions: [permissionBody(role)],
      createdOn: created,
      updatedOn: created,
    },
  };
}

function permissionBody({ actions, notActions, dataActions, notDataActions }: RoleDefinition) {
  return { actions, notActions, dataActions, notDataActions };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
