import type { ContainerRecord, StateFile } from '../cloud/cloud-state.ts';
import { containerKey, makeContainer, newEtag } from '../cloud/control-plane.ts';
import { lockerAccount, lockerAccountId, subscriptions, tenantId } from '../cloud/tenant.ts';
import { ArmError, resourceNotFound } from './arm-error.ts';
import { policyProperties } from './policy-body.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

export const storageApiVersion = '2025-08-01';
const accountPath =
  '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{account}';
export const containerPath = `${accountPath}/blobServices/default/containers/{container}`;
const rights = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const maxHoldTags = 10;

export interface StorageParts {
  readonly store: StateFile;
  readonly seededAt: Date;
  readonly now: () => Date;
  readonly blobEndpoint: () => string;
}

/** The locker's account, its containers and their legal holds. Shapes: Microsoft.Storage 2023-05-01 and later. */
export function storageRoutes(parts: StorageParts): readonly ArmRoute[] {
  const base = { apiVersion: storageApiVersion } as const;
  return [
    {
      ...base,
      operation: 'StorageAccounts_GetProperties',
      method: 'GET',
      path: accountPath,
      action: 'Microsoft.Storage/storageAccounts/read',
      run: (request) => {
        requireAccount(request);
        return { status: 200, body: accountBody(parts) };
      },
    },
    {
      ...base,
      operation: 'BlobContainers_List',
      method: 'GET',
      path: `${accountPath}/blobServices/default/containers`,
      action: `${rights}/read`,
      run: (request) => list(parts, request),
    },
    {
      ...base,
      operation: 'BlobContainers_Create',
      method: 'PUT',
      path: containerPath,
      action: `${rights}/write`,
      run: (request) => create(parts, request),
    },
    {
      ...base,
      operation: 'BlobContainers_Get',
      method: 'GET',
      path: containerPath,
      action: `${rights}/read`,
      run: (request) => withEtag(containerOf(parts, request)),
    },
    {
      ...base,
      operation: 'BlobContainers_SetLegalHold',
      method: 'POST',
      path: `${containerPath}/setLegalHold`,
      action: `${rights}/setLegalHold/action`,
      run: (request) => setHold(parts, request),
    },
    {
      ...base,
      operation: 'BlobContainers_ClearLegalHold',
      method: 'POST',
      path: `${containerPath}/clearLegalHold`,
      action: `${rights}/clearLegalHold/action`,
      run: (request) => clearHold(parts, request),
    },
  ];
}

/** The container's record, or Azure's 404 for its account or for itself. */
export function containerOf(parts: StorageParts, request: ArmRequest): ContainerRecord {
  requireAccount(request);
  const { account, container } = request.params;
  const record = parts.store.state.containers[containerKey(account ?? '', container ?? '')];
  if (record === undefined)
    throw new ArmError(404, 'ContainerNotFound', 'The specified container does not exist.');
  return record;
}

export function touch(parts: StorageParts, record: ContainerRecord): void {
  record.etag = newEtag();
  record.lastModified = parts.now().toISOString();
  parts.store.save();
}

function requireAccount(request: ArmRequest): void {
  const { subscriptionId, group, account } = request.params;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
  if (id.toLowerCase() !== lockerAccountId.toLowerCase())
    throw resourceNotFound('Microsoft.Storage/storageAccounts', account ?? '', group ?? '');
}

function list(parts: StorageParts, request: ArmRequest): ArmReply {
  requireAccount(request);
  const value = Object.values(parts.store.state.containers)
    .filter((one) => one.account === lockerAccount)
    .map((one) => ({ ...containerBody(one), properties: listed(one) }));
  return { status: 200, body: { value } };
}

function create(parts: StorageParts, request: ArmRequest): ArmReply {
  requireAccount(request);
  const { account, container } = request.params;
  const name = container ?? '';
  if (!/^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name))
    throw new ArmError(400, 'ContainerNameInvalid', 'The specified container name is invalid.');
  const known = parts.store.state.containers[containerKey(account ?? '', name)];
  if (known !== undefined) return withEtag(known);
  const properties = (request.body.properties ?? {}) as {
    publicAccess?: string;
    metadata?: Record<string, string>;
  };
  if (properties.publicAccess !== undefined && properties.publicAccess !== 'None')
    throw new ArmError(
      409,
      'PublicAccessNotPermitted',
      'Public access is not permitted on this storage account.',
    );
  const record = makeContainer(parts.store, lockerAccount, name, properties.metadata ?? {}, parts.now());
  return { ...withEtag(record), status: 201 };
}

function setHold(parts: StorageParts, request: ArmRequest): ArmReply {
  const record = containerOf(parts, request);
  const tags = tagsOf(request);
  const fresh = tags.filter((tag) => !record.holds.some((hold) => hold.tag === tag));
  if (record.holds.length + fresh.length > maxHoldTags)
    throw new ArmError(
      409,
      'LegalHoldTagLimitExceeded',
      `A container has at most ${maxHoldTags} legal hold tags.`,
    );
  const timestamp = parts.now().toISOString();
  record.holds.push(
    ...fresh.map((tag) => ({ tag, timestamp, objectIdentifier: request.caller.objectId, tenantId })),
  );
  touch(parts, record);
  return holdReply(record);
}

function clearHold(parts: StorageParts, request: ArmRequest): ArmReply {
  const record = containerOf(parts, request);
  const tags = tagsOf(request);
  record.holds = record.holds.filter((hold) => !tags.includes(hold.tag));
  touch(parts, record);
  return holdReply(record);
}

function holdReply(record: ContainerRecord): ArmReply {
  return {
    status: 200,
    body: { hasLegalHold: record.holds.length > 0, tags: record.holds.map((hold) => hold.tag) },
  };
}

function tagsOf(request: ArmRequest): readonly string[] {
  const { tags } = request.body;
  const valid =
    Array.isArray(tags) && tags.length > 0 && tags.every((tag) => /^[A-Za-z0-9]{3,23}$/.test(String(tag)));
  if (!valid)
    throw new ArmError(
      400,
      'InvalidLegalHoldTag',
      'Each legal hold tag must have 3 to 23 alphanumeric characters.',
    );
  return tags.map((tag) => String(tag).toLowerCase());
}

function withEtag(record: ContainerRecord): ArmReply {
  return { status: 200, headers: { etag: record.etag }, body: containerBody(record) };
}

function containerBody(record: ContainerRecord): Record<string, unknown> {
  return {
    id: `${lockerAccountId}/blobServices/default/containers/${record.name}`,
    name: record.name,
    type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
    etag: record.etag,
    properties: {
      ...listed(record),
      metadata: record.metadata,
      ...(record.policy === null
        ? {}
        : {
            immutabilityPolicy: {
              properties: policyProperties(record.policy),
              etag: record.policy.etag,
              updateHistory: record.policyHistory,
            },
          }),
      legalHold: {
        hasLegalHold: record.holds.length > 0,
        tags: record.holds,
      },
    },
  };
}

function listed(record: ContainerRecord): Record<string, unknown> {
  return {
    deleted: false,
    remainingRetentionDays: 0,
    publicAccess: 'None',
    leaseStatus: 'Unlocked',
    leaseState: 'Available',
    defaultEncryptionScope: '$account-encryption-key',
    denyEncryptionScopeOverride: false,
    lastModifiedTime: record.lastModified,
    hasImmutabilityPolicy: record.policy !== null,
    hasLegalHold: record.holds.length > 0,
  };
}

function accountBody(parts: StorageParts): Record<string, unknown> {
  const created = new Date(parts.seededAt.getTime() - 90 * 86_400_000).toISOString();
  return {
    id: lockerAccountId,
    name: lockerAccount,
    type: 'Microsoft.Storage/storageAccounts',
    location: 'westeurope',
    kind: 'StorageV2',
    sku: { name: 'Standard_ZRS', tier: 'Standard' },
    tags: { purpose: 'evidence-locker' },
    properties: {
      provisioningState: 'Succeeded',
      creationTime: created,
      primaryLocation: 'westeurope',
      statusOfPrimary: 'available',
      accessTier: 'Hot',
      primaryEndpoints: { blob: `${parts.blobEndpoint()}/` },
      publicNetworkAccess: 'Disabled',
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
      defaultToOAuthAuthentication: true,
      networkAcls: {
        bypass: 'None',
        defaultAction: 'Deny',
        ipRules: [],
        virtualNetworkRules: [],
        resourceAccessRules: [],
      },
      privateEndpointConnections: [
        {
          id: `${lockerAccountId}/privateEndpointConnections/pe-locker`,
          name: 'pe-locker',
          type: 'Microsoft.Storage/storageAccounts/privateEndpointConnections',
          properties: {
            provisioningState: 'Succeeded',
            privateEndpoint: {
              id: `/subscriptions/${subscriptions.soc}/resourceGroups/rg-soc-network/providers/Microsoft.Network/privateEndpoints/pe-locker`,
            },
            privateLinkServiceConnectionState: {
              status: 'Approved',
              description: 'SOC network',
              actionRequired: 'None',
            },
          },
        },
      ],
      encryption: {
        keySource: 'Microsoft.Storage',
        services: { blob: { enabled: true, keyType: 'Account', lastEnabledTime: created } },
      },
    },
  };
}
