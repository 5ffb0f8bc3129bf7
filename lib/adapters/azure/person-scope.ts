import type { AuthorizationManagementClient, Permission } from '@azure/arm-authorization';
import type { PersonScope } from '../../ports/machine-directory.ts';
import { type ArmAccess, authorizationClient } from './arm-clients.ts';
import { callAzure } from './azure-error.ts';
import { parseResourceId } from './resource-id.ts';

const neededAction = 'Microsoft.Compute/disks/read';

/** What a person may touch by their own role assignments, asked with the reader's rights. */
export function azurePersonScope(config: ArmAccess): PersonScope {
  return {
    mayTouch: (objectId, resourceId, signal) =>
      callAzure('read the role assignments of the person', () =>
        mayTouch(config, objectId, resourceId, signal),
      ),
  };
}

async function mayTouch(
  config: ArmAccess,
  objectId: string,
  resourceId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const client = authorizationClient(config, parseResourceId(resourceId).subscriptionId);
  const definitionIds = new Set<string>();
  const options = { filter: `assignedTo('${objectId.replaceAll("'", "''")}')`, abortSignal: signal };
  for await (const assignment of client.roleAssignments.listForScope(resourceId, options)) {
    if (assignment.roleDefinitionId !== undefined && covers(assignment.scope, resourceId))
      definitionIds.add(assignment.roleDefinitionId);
  }
  for (const id of definitionIds) if (await gives(client, id, signal)) return true;
  return false;
}

/** The answer may list assignments below the scope; only those at or above the resource count. */
function covers(scope: string | undefined, resourceId: string): boolean {
  if (scope === undefined) return false;
  const upper = scope.toLowerCase().replace(/\/+$/, '');
  return upper === '' || `${resourceId.toLowerCase()}/`.startsWith(`${upper}/`);
}

async function gives(
  client: AuthorizationManagementClient,
  definitionId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const definition = await client.roleDefinitions.getById(definitionId, { abortSignal: signal });
  return (definition.permissions ?? []).some(allows);
}

function allows(permission: Permission): boolean {
  const listed = (patterns: readonly string[] | undefined) =>
    (patterns ?? []).some((one) => matches(one, neededAction));
  return listed(permission.actions) && !listed(permission.notActions);
}

/** Azure's role patterns: case-insensitive, `*` for any run of characters. */
function matches(pattern: string, action: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 'i').test(action);
}
