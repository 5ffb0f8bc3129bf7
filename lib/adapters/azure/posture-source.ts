import type { DiagnosticSettingsResource } from '@azure/arm-monitor';
import type { StorageAccount } from '@azure/arm-storage';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  ObservedAccount,
  ObservedDiagnostics,
  ObservedMember,
  PostureSource,
} from '../../ports/posture-source.ts';
import { type ArmAccess, authorizationClient, monitorClient, storageClient } from './arm-clients.ts';
import { managementLocks } from './management-locks.ts';
import { assignmentOf, denialOf, eligibilityOf, roleOf } from './observed-access.ts';
import { allOf, postureReading } from './posture-reading.ts';
import { parseResourceId } from './resource-id.ts';

interface PostureConfig extends ArmAccess {
  /** The directory's members of a group, or null for a group that is not there. */
  readonly groupMembers: (groupId: string, signal: AbortSignal) => Promise<readonly ObservedMember[] | null>;
}

/** Rights and guards as Azure Resource Manager and the directory have them at this moment. */
export function azurePostureSource(config: PostureConfig): PostureSource {
  const authorization = (scope: string) => authorizationClient(config, subscriptionOf(scope));
  return {
    roleAssignments: (scope, signal) =>
      postureReading('read the role assignments', async () => {
        const pages = authorization(scope).roleAssignments.listForScope(scope, { abortSignal: signal });
        return (await allOf(pages)).map(assignmentOf);
      }),
    eligibleRoles: (scope, signal) =>
      postureReading('read the eligible roles', async () => {
        const { roleEligibilityScheduleInstances } = authorization(scope);
        const pages = roleEligibilityScheduleInstances.listForScope(scope, { abortSignal: signal });
        return (await allOf(pages)).map(eligibilityOf);
      }),
    denyAssignments: (scope, signal) =>
      postureReading('read the deny assignments', async () => {
        const pages = authorization(scope).denyAssignments.listForScope(scope, { abortSignal: signal });
        return (await allOf(pages)).map(denialOf);
      }),
    roleDefinitions: (scope, signal) =>
      postureReading('read the role definitions', async () => {
        const pages = authorization(scope).roleDefinitions.list(scope, { abortSignal: signal });
        return (await allOf(pages)).map(roleOf);
      }),
    groupMembers: (groupId, signal) =>
      postureReading('read the members of the group', async () => {
        const members = await config.groupMembers(groupId, signal);
        if (members !== null) return members;
        throw new CustodyError('not-found', 'The directory has no such group.');
      }),
    storageAccount: (resourceId, signal) =>
      postureReading('read the storage account', async () => {
        const { subscriptionId, resourceGroup, name } = parseResourceId(resourceId);
        const accounts = storageClient(config, subscriptionId).storageAccounts;
        return accountOf(await accounts.getProperties(resourceGroup, name, { abortSignal: signal }));
      }),
    locks: (resourceId, signal) =>
      postureReading('read the locks', () =>
        managementLocks(config, subscriptionOf(resourceId), resourceId, signal),
      ),
    diagnosticSettings: (resourceId, signal) =>
      postureReading('read the diagnostic settings', async () => {
        const { diagnosticSettings } = monitorClient(config, subscriptionOf(resourceId));
        // The client puts a slash before the resource itself.
        const pages = diagnosticSettings.list(resourceId.replace(/^\//, ''), { abortSignal: signal });
        return (await allOf(pages)).map(diagnosticsOf);
      }),
  };
}

function subscriptionOf(scope: string): string {
  const [, subscriptionId] = /^\/subscriptions\/([^/]+)/i.exec(scope) ?? [];
  if (subscriptionId !== undefined) return subscriptionId;
  throw new CustodyError('invalid-input', `This scope lies in no subscription: ${scope.slice(0, 200)}`);
}

function accountOf(one: StorageAccount): ObservedAccount {
  const rules = one.networkRuleSet;
  return {
    publicNetworkAccess: one.publicNetworkAccess ?? null,
    defaultAction: rules?.defaultAction ?? null,
    bypass: rules?.bypass ?? null,
    allowedAddresses: (rules?.ipRules ?? []).map((rule) => rule.iPAddressOrRange),
    allowedSubnets: (rules?.virtualNetworkRules ?? []).map((rule) => rule.virtualNetworkResourceId),
    trustedResources: (rules?.resourceAccessRules ?? []).map((rule) => rule.resourceId ?? ''),
    privateEndpoints: (one.privateEndpointConnections ?? []).map((connection) => ({
      id: connection.id ?? '',
      status: connection.privateLinkServiceConnectionState?.status ?? null,
    })),
    allowSharedKeyAccess: one.allowSharedKeyAccess ?? null,
    allowBlobPublicAccess: one.allowBlobPublicAccess ?? null,
    minimumTlsVersion: one.minimumTlsVersion ?? null,
    region: one.location,
  };
}

function diagnosticsOf(one: DiagnosticSettingsResource): ObservedDiagnostics {
  return {
    name: one.name ?? '',
    workspaceId: one.workspaceId ?? null,
    storageAccountId: one.storageAccountId ?? null,
    categories: (one.logs ?? [])
      .filter((log) => log.enabled)
      .map((log) => log.category ?? `group:${log.categoryGroup ?? ''}`),
  };
}
