import type { DiagnosticSettingsResource } from '@azure/arm-monitor';
import type { StorageAccount } from '@azure/arm-storage';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ObservedAccount, ObservedDiagnostics, PostureSource } from '../../ports/posture-source.ts';
import { monitorClient, storageClient } from './arm-clients.ts';
import { managementLocks } from './management-locks.ts';
import { allOf, postureReading } from './posture-reading.ts';
import { type AccessSources, readAccess } from './read-access.ts';
import { parseResourceId } from './resource-id.ts';

/** Rights and guards as Azure Resource Manager and the directory have them at this moment. */
export function azurePostureSource(config: AccessSources): PostureSource {
  return {
    access: (scope, signal) => readAccess(config, subscriptionOf(scope), scope, signal),
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
