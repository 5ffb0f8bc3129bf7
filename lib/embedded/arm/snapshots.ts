import { randomUUID } from 'node:crypto';
import type { AccessBook } from '../cloud/access-book.ts';
import type { SnapshotRecord, StateFile } from '../cloud/cloud-state.ts';
import type { DiskStore } from '../cloud-parts.ts';
import { ArmError, resourceNotFound } from './arm-error.ts';
import type { DiskOperations } from './disk-operations.ts';
import type { CatalogueDisk } from './machine-catalogue.ts';
import { encryptionSettings } from './machines.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';
import { snapshotBody } from './snapshot-body.ts';
import { readSnapshotRequest, type SnapshotBody } from './snapshot-request.ts';
import { snapshotSource } from './snapshot-source.ts';

export const diskApiVersion = '2025-01-02';
const type = 'Microsoft.Compute/snapshots';
const path =
  '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{name}';
const maxGrantSeconds = 5_184_000; // 60 days

interface SnapshotParts {
  readonly access: AccessBook;
  readonly store: StateFile;
  readonly disks: DiskStore;
  readonly catalogue: readonly CatalogueDisk[];
  readonly operations: DiskOperations;
  readonly now: () => Date;
}

/** Snapshots with their whole life. Shapes and headers: DiskRP 2025-01-02 and a recording of the real service. */
export function snapshotRoutes(parts: SnapshotParts): readonly ArmRoute[] {
  const base = { path, apiVersion: diskApiVersion } as const;
  return [
    {
      ...base,
      operation: 'Snapshots_CreateOrUpdate',
      method: 'PUT',
      action: `${type}/write`,
      run: (request) => put(parts, request),
    },
    {
      ...base,
      operation: 'Snapshots_Get',
      method: 'GET',
      action: `${type}/read`,
      run: (request) => ({ status: 200, body: snapshotBody(existing(parts, request), parts.now()) }),
    },
    {
      ...base,
      operation: 'Snapshots_Delete',
      method: 'DELETE',
      action: `${type}/delete`,
      run: (request) => remove(parts, request),
    },
    {
      ...base,
      operation: 'Snapshots_GrantAccess',
      method: 'POST',
      path: `${path}/beginGetAccess`,
      action: `${type}/beginGetAccess/action`,
      run: (request) => grant(parts, request),
    },
    {
      ...base,
      operation: 'Snapshots_RevokeAccess',
      method: 'POST',
      path: `${path}/endGetAccess`,
      action: `${type}/endGetAccess/action`,
      run: (request) => revoke(parts, request),
    },
    {
      ...base,
      operation: 'Snapshots_ListByResourceGroup',
      method: 'GET',
      path: path.replace('/{name}', ''),
      action: `${type}/read`,
      run: (request) => list(parts, request),
    },
  ];
}

/** Snapshots whose taking was cut short by a stop of the cloud are taken again, under the same name. */
export async function resumeSnapshots(parts: SnapshotParts): Promise<void> {
  for (const record of Object.values(parts.store.state.snapshots))
    if (record.provisioningState === 'Updating') await take(parts, record).catch(() => {}); // its state says Failed
}

function put(parts: SnapshotParts, request: ArmRequest): ArmReply {
  const wanted = readSnapshotRequest(request.body);
  const known = parts.store.state.snapshots[request.resourceId.toLowerCase()];
  if (known !== undefined) return update(parts, request, known, wanted);
  const disk = snapshotSource(parts.access, parts.catalogue, request, wanted);
  const record = newRecord(parts, request, wanted, disk);
  parts.store.state.snapshots[request.resourceId.toLowerCase()] = record;
  parts.store.save();
  return parts.operations.accept(request, record.location, () => take(parts, record), {
    retryAfter: true,
    failed: () => fail(parts, record),
    body: {
      id: record.id,
      type,
      location: record.location,
      tags: record.tags,
      properties: {
        creationData: { createOption: 'Copy', sourceResourceId: record.sourceResourceId },
        provisioningState: 'Updating',
      },
    },
  });
}

/** A second PUT may change settings and tags, never what was copied; it takes again what had failed. */
function update(
  parts: SnapshotParts,
  request: ArmRequest,
  record: SnapshotRecord,
  wanted: SnapshotBody,
): ArmReply {
  if (wanted.sourceResourceId.toLowerCase() !== record.sourceResourceId.toLowerCase())
    throw new ArmError(
      409,
      'PropertyChangeNotAllowed',
      "Changing property 'snapshot.creationData.sourceResourceId' is not allowed.",
    );
  if (wanted.location !== record.location)
    throw new ArmError(
      409,
      'InvalidResourceLocation',
      `The resource '${record.name}' already exists in location '${record.location}'.`,
    );
  record.tags = { ...wanted.tags };
  record.networkAccessPolicy = wanted.networkAccessPolicy;
  record.publicNetworkAccess = wanted.publicNetworkAccess;
  record.diskAccessId = wanted.diskAccessId;
  parts.store.save();
  return parts.operations.accept(request, record.location, () => take(parts, record), {
    retryAfter: true,
    failed: () => fail(parts, record),
    body: snapshotBody(record, parts.now()),
  });
}

function newRecord(
  parts: SnapshotParts,
  request: ArmRequest,
  wanted: SnapshotBody,
  disk: CatalogueDisk,
): SnapshotRecord {
  return {
    id: request.resourceId,
    name: request.params.name ?? '',
    location: wanted.location,
    tags: { ...wanted.tags },
    sku: wanted.sku,
    sourceResourceId: disk.id,
    sourceUniqueId: disk.uniqueId,
    diskKey: disk.imageKey,
    uniqueId: randomUUID(),
    timeCreated: parts.now().toISOString(),
    osType: disk.lun === null ? disk.machine.osType : null,
    hyperVGeneration: disk.lun === null ? 'V2' : null,
    incremental: wanted.incremental,
    encryptionSettings: disk.encrypted ? encryptionSettings(disk) : null,
    networkAccessPolicy: wanted.networkAccessPolicy,
    publicNetworkAccess: wanted.publicNetworkAccess,
    diskAccessId: wanted.diskAccessId,
    provisioningState: 'Updating',
    sizeBytes: null,
    grantedUntil: null,
  };
}

async function take(parts: SnapshotParts, record: SnapshotRecord): Promise<unknown> {
  try {
    const taken = await parts.disks.takeSnapshot(record.diskKey, record.uniqueId);
    record.sizeBytes = Number(taken.sizeBytes);
    record.provisioningState = 'Succeeded';
    parts.store.save();
    return snapshotBody(record, parts.now());
  } catch (error) {
    fail(parts, record);
    throw new ArmError(
      409,
      'DiskImageInvalid',
      `The disk cannot be copied. ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A snapshot that was complete once stays so: its bytes are there. */
function fail(parts: SnapshotParts, record: SnapshotRecord): void {
  if (record.provisioningState === 'Succeeded') return;
  record.provisioningState = 'Failed';
  parts.store.save();
}

function grant(parts: SnapshotParts, request: ArmRequest): ArmReply {
  const record = existing(parts, request);
  const seconds = Number(request.body.durationInSeconds);
  if (request.body.access !== 'Read')
    throw new ArmError(
      400,
      'InvalidParameter',
      "The value of parameter 'access' must be 'Read' for a snapshot.",
    );
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > maxGrantSeconds)
    throw new ArmError(
      400,
      'InvalidParameter',
      `The value of parameter 'durationInSeconds' must be between 1 and ${maxGrantSeconds}.`,
    );
  if (record.provisioningState !== 'Succeeded')
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `Snapshot ${record.name} is in provisioning state ${record.provisioningState}.`,
    );
  const closed = record.publicNetworkAccess === 'Disabled' && record.networkAccessPolicy !== 'AllowPrivate';
  if (record.networkAccessPolicy === 'DenyAll' || closed)
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `Access cannot be granted to snapshot ${record.name}: its networkAccessPolicy is ${record.networkAccessPolicy} and its publicNetworkAccess is ${record.publicNetworkAccess}.`,
    );
  return parts.operations.accept(request, record.location, async () => {
    const link = parts.disks.grant(record.uniqueId, seconds);
    record.grantedUntil = link.expiresAt.toISOString();
    parts.store.save();
    return { accessSAS: link.url };
  });
}

function revoke(parts: SnapshotParts, request: ArmRequest): ArmReply {
  const record = existing(parts, request);
  return parts.operations.accept(request, record.location, async () => {
    parts.disks.revoke(record.uniqueId);
    record.grantedUntil = null;
    parts.store.save();
  });
}

/** 204 for what is not there; refused while an export link is open. */
function remove(parts: SnapshotParts, request: ArmRequest): ArmReply {
  const key = request.resourceId.toLowerCase();
  const record = parts.store.state.snapshots[key];
  if (record === undefined) return { status: 204 };
  if (record.grantedUntil !== null && new Date(record.grantedUntil) > parts.now())
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `There is an active shared access signature outstanding for snapshot ${record.name}. Call EndGetAccess before deleting the snapshot.`,
    );
  return parts.operations.accept(request, record.location, async () => {
    await parts.disks.deleteSnapshot(record.uniqueId);
    delete parts.store.state.snapshots[key];
    parts.store.save();
  });
}

function list(parts: SnapshotParts, request: ArmRequest): ArmReply {
  const prefix = `${request.path}/`.toLowerCase();
  const value = Object.entries(parts.store.state.snapshots)
    .filter(([key]) => key.startsWith(prefix))
    .map(([, record]) => snapshotBody(record, parts.now()));
  return { status: 200, body: { value } };
}

function existing(parts: SnapshotParts, request: ArmRequest): SnapshotRecord {
  const record = parts.store.state.snapshots[request.resourceId.toLowerCase()];
  if (record === undefined)
    throw resourceNotFound(type, request.params.name ?? '', request.params.group ?? '');
  return record;
}
