import type { AccessBook } from '../cloud/access-book.ts';
import { isWithin } from '../cloud/scopes.ts';
import { managementGroups, subscriptions, tenantId } from '../cloud/tenant.ts';
import type { ArmRequest, ArmRoute } from './route.ts';

interface Entity {
  readonly id: string;
  readonly parent: string | null;
}

/**
 * Entities - List: the management groups and subscriptions of which the caller may see anything. It needs no right of
 * its own. Shape: Microsoft Learn, "Entities - List" of management groups, 2020-05-01.
 */
export function managementGroupRoutes(access: AccessBook): readonly ArmRoute[] {
  return [
    {
      operation: 'Entities_List',
      method: 'POST',
      path: '/providers/Microsoft.Management/getEntities',
      apiVersion: '2020-05-01',
      action: 'Microsoft.Management/getEntities/action',
      open: true,
      run(request) {
        const [, name] = /^name eq '([^']+)'$/i.exec(request.query.get('$filter') ?? '') ?? [];
        const value = entities()
          .filter((one) => isSeen(access, request, one))
          .filter((one) => name === undefined || nameOf(one.id).toLowerCase() === name.toLowerCase())
          .map(entityBody);
        return { status: 200, body: { value, count: value.length } };
      },
    },
  ];
}

function entities(): readonly Entity[] {
  const ids = [
    ...managementGroups.map((one) => one.id),
    ...Object.values(subscriptions).map((one) => `/subscriptions/${one}`),
  ];
  return ids.map((id) => ({ id, parent: parentOf(id) }));
}

function isSeen(access: AccessBook, request: ArmRequest, entity: Entity): boolean {
  const asks = [request.caller.objectId, ...access.groupsOf(request.caller.objectId)];
  return access
    .assignments()
    .some(
      (one) =>
        asks.includes(one.principalId) && (isWithin(one.scope, entity.id) || isWithin(entity.id, one.scope)),
    );
}

function entityBody(entity: Entity): Record<string, unknown> {
  const isGroup = entity.id.includes('/managementGroups/');
  return {
    id: entity.id,
    name: nameOf(entity.id),
    type: isGroup ? 'Microsoft.Management/managementGroups' : '/subscriptions',
    properties: {
      displayName: nameOf(entity.id),
      tenantId,
      parent: { id: entity.parent },
      parentNameChain: chainOver(entity),
      permissions: 'view',
      inheritedPermissions: 'view',
    },
  };
}

/** From the topmost group to the immediate parent. */
function chainOver(entity: Entity): readonly string[] {
  const chain: string[] = [];
  for (let at = entity.parent; at !== null; at = parentOf(at)) chain.unshift(nameOf(at));
  return chain;
}

function parentOf(id: string): string | null {
  return managementGroups.find((group) => group.children.includes(id))?.id ?? null;
}

function nameOf(id: string): string {
  return id.split('/').at(-1) ?? '';
}
