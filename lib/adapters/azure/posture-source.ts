import type { DiagnosticSettingsResource } from '@azure/arm-monitor';
import type { StorageAccount } from '@azure/arm-storage';
import type { PostureSource } from '../../ports/posture-source.ts';
import type { AccountFacts, DiagnosticSetting } from '../../posture/posture-facts.ts';
import { monitorClient, storageClient } from './arm-clients.ts';
import { allOf, cloudReading } from './cloud-reading.ts';
import { managementLocks } from './management-locks.ts';
import { type AccessSources, readAccess } from './read-access.ts';
import { parseResourceId, subscriptionIdOf } from './resource-id.ts';

/** Rights and guards as Azure Resource Manager and the directory have them at this moment. */
export function azurePostureSource(config: AccessSources): PostureSource {
  return {
    access: (scope, signal) => readAccess(config, subscriptionIdOf(scope), scope, signal),
    account: (resourceId, signal) =>
      cloudReading('read the storage account', async () => {
        const { subscriptionId, resourceGroup, name } = parseResourceId(resourceId);
        const accounts = storageClient(config, subscriptionId).storageAccounts;
        return accountOf(await accounts.getProperties(resourceGroup, name, { abortSignal: signal }));
      }),
    locks: (resourceId, signal) =>
      cloudReading('read the locks', () =>
        managementLocks(config, subscriptionIdOf(resourceId), resourceId, signal),
      ),
    diagnosticSettings: (resourceId, signal) =>
      cloudReading('read the diagnostic settings', async () => {
        const { diagnosticSettings } = monitorClient(config, subscriptionIdOf(resourceId));
        // The client puts a slash before the resource itself.
        const pages = diagnosticSettings.list(resourceId.replace(/^\//, ''), { abortSignal: signal });
        return (await allOf(pages)).map(settingOf);
      }),
  };
}

function accountOf(one: StorageAccount): AccountFacts {
  const rules = one.networkRuleSet;
  return {
    publicNetworkAccess: one.publicNetworkAccess ?? null,
    defaultAction: rules?.defaultAction ?? null,
    rules: [
      ...(rules?.ipRules ?? []).map((rule) => rule.iPAddressOrRange),
      ...(rules?.virtualNetworkRules ?? []).map((rule) => rule.virtualNetworkResourceId),
      ...(rules?.resourceAccessRules ?? []).map((rule) => rule.resourceId ?? 'a resource without an id'),
    ],
    bypass: rules?.bypass ?? null,
    privateEndpoints: (one.privateEndpointConnections ?? []).map((connection) => ({
      id: connection.privateEndpoint?.id ?? connection.id ?? '',
      status: connection.privateLinkServiceConnectionState?.status ?? 'not said',
    })),
    allowSharedKeyAccess: one.allowSharedKeyAccess ?? null,
    allowBlobPublicAccess: one.allowBlobPublicAccess ?? null,
    minimumTlsVersion: one.minimumTlsVersion ?? null,
  };
}

function settingOf(one: DiagnosticSettingsResource): DiagnosticSetting {
  const enabled = (one.logs ?? []).filter((log) => log.enabled);
  return {
    name: one.name ?? '',
    workspace: one.workspaceId ?? null,
    categories: enabled.flatMap((log) => log.category ?? []),
    groups: enabled.flatMap((log) => log.categoryGroup ?? []),
  };
}
