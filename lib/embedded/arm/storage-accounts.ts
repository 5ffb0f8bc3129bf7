import { randomBytes } from 'node:crypto';
import type { StateFile } from '../cloud/cloud-state.ts';
import type { AccountRecord, NetworkRules } from '../cloud/guard-records.ts';
import { lockerPrivateEndpointId } from '../cloud/tenant.ts';
import { ArmError, resourceNotFound } from './arm-error.ts';
import { requireGroup } from './resource-groups.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

export const storageApiVersion = '2025-08-01';
export const accountPath =
  '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{account}';
export interface StorageParts {
  readonly store: StateFile;
  readonly seededAt: Date;
  readonly now: () => Date;
  readonly blobEndpoint: () => string;
}

const rights = 'Microsoft.Storage/storageAccounts';

/** The storage accounts' guard rails: read, changed, keys listed, delegation keys revoked. Shapes: Microsoft.Storage 2023-05-01. */
export function storageAccountRoutes(parts: StorageParts): readonly ArmRoute[] {
  const base = { apiVersion: storageApiVersion } as const;
  return [
    {
      ...base,
      operation: 'StorageAccounts_GetProperties',
      method: 'GET',
      path: accountPath,
      action: `${rights}/read`,
      run: (request) => ({ status: 200, body: accountBody(parts, accountOf(parts, request)) }),
    },
    {
      ...base,
      operation: 'StorageAccounts_Create',
      method: 'PUT',
      path: accountPath,
      action: `${rights}/write`,
      run: (request) => create(parts, request),
    },
    {
      ...base,
      operation: 'StorageAccounts_Update',
      method: 'PATCH',
      path: accountPath,
      action: `${rights}/write`,
      run: (request) => update(parts, request),
    },
    {
      ...base,
      operation: 'StorageAccounts_ListKeys',
      method: 'POST',
      path: `${accountPath}/listKeys`,
      action: `${rights}/listkeys/action`,
      run(request) {
        accountOf(parts, request);
        return { status: 200, body: { keys: ['key1', 'key2'].map(uselessKey) } };
      },
    },
    {
      ...base,
      operation: 'StorageAccounts_RevokeUserDelegationKeys',
      method: 'POST',
      path: `${accountPath}/revokeUserDelegationKeys`,
      action: `${rights}/revokeUserDelegationKeys/action`,
      run(request) {
        accountOf(parts, request).delegationKeysRevokedAt = parts.now().toISOString();
        parts.store.save();
        return { status: 200 };
      },
    },
  ];
}

/** The account of a request. Throws Azure's 404 for any that is not there. */
export function accountOf(parts: StorageParts, request: ArmRequest): AccountRecord {
  const { subscriptionId, group, account } = request.params;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
  const record = parts.store.state.accounts[account ?? ''];
  if (record === undefined || record.id.toLowerCase() !== id.toLowerCase())
    throw resourceNotFound('Microsoft.Storage/storageAccounts', account ?? '', group ?? '');
  return record;
}

interface WantedSettings {
  readonly publicNetworkAccess?: AccountRecord['publicNetworkAccess'];
  readonly allowSharedKeyAccess?: boolean;
  readonly allowBlobPublicAccess?: boolean;
  readonly minimumTlsVersion?: string;
  readonly networkAcls?: Partial<NetworkRules>;
}

/** PUT: a new account with Azure's own defaults, which are open; one that is there is changed like by PATCH. */
function create(parts: StorageParts, request: ArmRequest): ArmReply {
  const { subscriptionId = '', group = '', account = '' } = request.params;
  const resourceGroup = requireGroup(parts.store, subscriptionId, group);
  const id = `${resourceGroup.id}/providers/Microsoft.Storage/storageAccounts/${account}`;
  if (!/^[a-z0-9]{3,24}$/.test(account))
    throw new ArmError(400, 'AccountNameInvalid', `${account} is not a valid storage account name.`);
  const known = parts.store.state.accounts[account];
  if (known !== undefined && known.id.toLowerCase() !== id.toLowerCase())
    throw new ArmError(
      409,
      'StorageAccountAlreadyTaken',
      `The storage account named ${account} is already taken.`,
    );
  parts.store.state.accounts[account] = known ?? {
    name: account,
    id,
    location: String(request.body.location ?? resourceGroup.location),
    publicNetworkAccess: 'Enabled',
    allowSharedKeyAccess: true,
    allowBlobPublicAccess: false,
    minimumTlsVersion: 'TLS1_0',
    networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [], virtualNetworkRules: [] },
    privateEndpointStatus: null,
    delegationKeysRevokedAt: null,
  };
  return update(parts, request);
}

/** PATCH: what is not named stays as it is. */
function update(parts: StorageParts, request: ArmRequest): ArmReply {
  const record = accountOf(parts, request);
  const wanted = (request.body.properties ?? {}) as WantedSettings;
  if (wanted.minimumTlsVersion !== undefined && !/^TLS1_[0-3]$/.test(wanted.minimumTlsVersion))
    throw new ArmError(
      400,
      'InvalidValuesForRequestParameters',
      'Values for request parameters are invalid: minimumTlsVersion.',
    );
  record.publicNetworkAccess = wanted.publicNetworkAccess ?? record.publicNetworkAccess;
  record.allowSharedKeyAccess = wanted.allowSharedKeyAccess ?? record.allowSharedKeyAccess;
  record.allowBlobPublicAccess = wanted.allowBlobPublicAccess ?? record.allowBlobPublicAccess;
  record.minimumTlsVersion = wanted.minimumTlsVersion ?? record.minimumTlsVersion;
  record.networkAcls = { ...record.networkAcls, ...wanted.networkAcls };
  parts.store.save();
  return { status: 200, body: accountBody(parts, record) };
}

/** Keys are given to whoever may list them, as Azure does; the blob service takes none. */
function uselessKey(keyName: string): Record<string, string> {
  return { keyName, permissions: 'Full', value: randomBytes(64).toString('base64') };
}

function accountBody(parts: StorageParts, record: AccountRecord): Record<string, unknown> {
  const created = new Date(parts.seededAt.getTime() - 90 * 86_400_000).toISOString();
  return {
    id: record.id,
    name: record.name,
    type: 'Microsoft.Storage/storageAccounts',
    location: record.location,
    kind: 'StorageV2',
    sku: { name: 'Standard_ZRS', tier: 'Standard' },
    tags: { purpose: 'evidence-locker' },
    properties: {
      provisioningState: 'Succeeded',
      creationTime: created,
      primaryLocation: record.location,
      statusOfPrimary: 'available',
      accessTier: 'Hot',
      primaryEndpoints: { blob: `${parts.blobEndpoint()}/` },
      publicNetworkAccess: record.publicNetworkAccess,
      allowSharedKeyAccess: record.allowSharedKeyAccess,
      allowBlobPublicAccess: record.allowBlobPublicAccess,
      minimumTlsVersion: record.minimumTlsVersion,
      supportsHttpsTrafficOnly: true,
      defaultToOAuthAuthentication: true,
      networkAcls: { ...record.networkAcls, resourceAccessRules: [] },
      privateEndpointConnections: record.privateEndpointStatus === null ? [] : [privateEndpoint(record)],
      encryption: {
        keySource: 'Microsoft.Storage',
        services: { blob: { enabled: true, keyType: 'Account', lastEnabledTime: created } },
      },
    },
  };
}

function privateEndpoint(record: AccountRecord): Record<string, unknown> {
  return {
    id: `${record.id}/privateEndpointConnections/pe-locker`,
    name: 'pe-locker',
    type: 'Microsoft.Storage/storageAccounts/privateEndpointConnections',
    properties: {
      provisioningState: 'Succeeded',
      privateEndpoint: {
        id: record.privateEndpointId ?? lockerPrivateEndpointId,
      },
      privateLinkServiceConnectionState: {
        status: record.privateEndpointStatus,
        description: 'SOC network',
        actionRequired: 'None',
      },
    },
  };
}
