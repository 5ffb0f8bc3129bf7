import type { ContainerRecord } from '../cloud/cloud-state.ts';
import { containerKey, makeContainer, newEtag } from '../cloud/control-plane.ts';
import { tenantId } from '../cloud/tenant.ts';
import { ArmError } from './arm-error.ts';
import { policyProperties } from './policy-body.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';
import { accountOf, accountPath, type StorageParts, storageApiVersion } from './storage-accounts.ts';

export const containerPath = `${accountPath}/blobServices/default/containers/{container}`;
const rights = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const maxHoldTags = 10;
const pageSize = 5; // small, so that a client that does not follow nextLink is found out

/** The containers of the storage accounts and their legal holds. Shapes: Microsoft.Storage 2023-05-01 and later. */
export function storageRoutes(parts: StorageParts): readonly ArmRoute[] {
  const base = { apiVersion: storageApiVersion } as const;
  return [
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
      run: (request) => withEtag(parts, containerOf(parts, request)),
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
  const account = accountOf(parts, request);
  const record = parts.store.state.containers[containerKey(account.name, request.params.container ?? '')];
  if (record === undefined)
    throw new ArmError(404, 'ContainerNotFound', 'The specified container does not exist.');
  return record;
}

export function touch(parts: StorageParts, record: ContainerRecord): void {
  record.etag = newEtag();
  record.lastModified = parts.now().toISOString();
  parts.store.save();
}

function list(parts: StorageParts, request: ArmRequest): ArmReply {
  const account = accountOf(parts, request);
  const all = Object.values(parts.store.state.containers).filter((one) => one.account === account.name);
  const start = Number(request.query.get('$skipToken') ?? '0');
  const next = new URLSearchParams({
    'api-version': storageApiVersion,
    $skipToken: String(start + pageSize),
  });
  return {
    status: 200,
    body: {
      value: all
        .slice(start, start + pageSize)
        .map((one) => ({ ...containerBody(parts, one), properties: listed(one) })),
      ...(start + pageSize < all.length ? { nextLink: `${request.origin}${request.path}?${next}` } : {}),
    },
  };
}

function create(parts: StorageParts, request: ArmRequest): ArmReply {
  const account = accountOf(parts, request);
  const name = request.params.container ?? '';
  if (!/^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name))
    throw new ArmError(400, 'ContainerNameInvalid', 'The specified container name is invalid.');
  const known = parts.store.state.containers[containerKey(account.name, name)];
  if (known !== undefined) return withEtag(parts, known);
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
  const record = makeContainer(parts.store, account.name, name, properties.metadata ?? {}, parts.now());
  return { ...withEtag(parts, record), status: 201 };
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
  record.holds.push(...fresh.map((tag) => ({ tag, timestamp, ...actorOf(request) })));
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

/** Who did it, as the history of a guard names them. */
export function actorOf({ caller }: ArmRequest) {
  return {
    objectIdentifier: caller.objectId,
    tenantId,
    ...(caller.upn === null ? {} : { upn: caller.upn }),
  };
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

function withEtag(parts: StorageParts, record: ContainerRecord): ArmReply {
  return { status: 200, headers: { etag: record.etag }, body: containerBody(parts, record) };
}

/** The resource id of a container. */
export function containerId(parts: StorageParts, record: ContainerRecord): string {
  return `${parts.store.state.accounts[record.account]?.id}/blobServices/default/containers/${record.name}`;
}

function containerBody(parts: StorageParts, record: ContainerRecord): Record<string, unknown> {
  return {
    id: containerId(parts, record),
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
