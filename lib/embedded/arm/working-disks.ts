import { randomUUID } from 'node:crypto';
import type { StoredBlob } from '../blob/facade.ts';
import type { StateFile } from '../cloud/cloud-state.ts';
import type { WorkingDiskRecord } from '../cloud/guard-records.ts';
import type { DiskStore } from '../cloud-parts.ts';
import { ArmError, resourceNotFound } from './arm-error.ts';
import type { DiskOperations } from './disk-operations.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';
import { diskApiVersion } from './snapshots.ts';
import { diskState, workingDisk, workingDiskBody } from './working-disk-body.ts';

const type = 'Microsoft.Compute/disks';
const path =
  '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/disks/{name}';

export interface WorkingDiskParts {
  readonly store: StateFile;
  readonly disks: DiskStore;
  readonly operations: DiskOperations;
  readonly openBlob: (url: URL) => Promise<StoredBlob | null>;
  readonly now: () => Date;
}

/** Managed disks made from a blob (`Import`) or by upload, with their whole life. Shapes: DiskRP 2025-01-02. */
export function workingDiskRoutes(parts: WorkingDiskParts): readonly ArmRoute[] {
  const base = { path, apiVersion: diskApiVersion } as const;
  return [
    {
      ...base,
      operation: 'Disks_CreateOrUpdate',
      method: 'PUT',
      action: `${type}/write`,
      run: (request) => put(parts, request),
    },
    {
      ...base,
      operation: 'Disks_Delete',
      method: 'DELETE',
      action: `${type}/delete`,
      run: (request) => remove(parts, request),
    },
    {
      ...base,
      operation: 'Disks_GrantAccess',
      method: 'POST',
      path: `${path}/beginGetAccess`,
      action: `${type}/beginGetAccess/action`,
      run: (request) => grant(parts, request),
    },
    {
      ...base,
      operation: 'Disks_RevokeAccess',
      method: 'POST',
      path: `${path}/endGetAccess`,
      action: `${type}/endGetAccess/action`,
      run: (request) => revoke(parts, request),
    },
  ];
}

function put(parts: WorkingDiskParts, request: ArmRequest): ArmReply {
  const wanted = wantedDisk(parts, request);
  const known = workingDisk(parts.store, request.resourceId);
  if (known !== undefined && known.sourceUri !== wanted.sourceUri)
    throw new ArmError(
      409,
      'PropertyChangeNotAllowed',
      "Changing property 'disk.creationData' is not allowed.",
    );
  const disk = known ?? wanted;
  parts.store.state.workingDisks[request.resourceId.toLowerCase()] = disk;
  parts.store.save();
  return parts.operations.accept(
    request,
    disk.location,
    async () => {
      if (disk.provisioningState !== 'Succeeded') await make(parts, disk);
      return workingDiskBody(disk, parts.now());
    },
    {
      retryAfter: true,
      failed: () => {
        disk.provisioningState = 'Failed';
        parts.store.save();
      },
      body: workingDiskBody(disk, parts.now()),
    },
  );
}

async function make(parts: WorkingDiskParts, disk: WorkingDiskRecord): Promise<void> {
  if (disk.createOption === 'Import') await importBlob(parts, disk);
  else await parts.disks.createDisk(disk.id, disk.sizeBytes);
  disk.provisioningState = 'Succeeded';
  parts.store.save();
}

/**
 * Copies the blob. The platform comes from outside the account's network: an account that is closed to it refuses,
 * unless it lets Azure's own services pass. (That it refuses is what its network rules say; the code is not confirmed.)
 */
async function importBlob(parts: WorkingDiskParts, disk: WorkingDiskRecord): Promise<void> {
  const accountId = disk.storageAccountId?.toLowerCase();
  const account = Object.values(parts.store.state.accounts).find((one) => one.id.toLowerCase() === accountId);
  const bypass = account?.networkAcls.bypass.includes('AzureServices') === true;
  const reachable =
    bypass || (account?.publicNetworkAccess === 'Enabled' && account.networkAcls.defaultAction === 'Allow');
  const source = reachable ? await parts.openBlob(new URL(disk.sourceUri ?? '')) : null;
  if (source === null || source.account !== account?.name)
    throw new ArmError(
      409,
      'SourceBlobNotAccessible',
      `The source blob ${disk.sourceUri} is not accessible.`,
    );
  if (source.type !== 'PageBlob' || (source.sizeBytes - 512) % (1 << 20) !== 0)
    throw new ArmError(
      400,
      'InvalidVhd',
      `Disk ${disk.name} cannot be created from blob ${disk.sourceUri}: the specified cookie value in VHD footer indicates that it is not a supported VHD.`,
    );
  await parts.disks.createDisk(disk.id, source.sizeBytes);
  await parts.disks.fillDisk(disk.id, await source.read());
  disk.sizeBytes = source.sizeBytes;
}

interface WantedDisk {
  readonly location?: string;
  readonly tags?: Record<string, string>;
  readonly sku?: { readonly name?: string };
  readonly properties?: {
    readonly osType?: string;
    readonly networkAccessPolicy?: string;
    readonly publicNetworkAccess?: string;
    readonly creationData?: {
      readonly createOption?: string;
      readonly sourceUri?: string;
      readonly storageAccountId?: string;
      readonly uploadSizeBytes?: number;
    };
  };
}

function wantedDisk(parts: WorkingDiskParts, request: ArmRequest): WorkingDiskRecord {
  const { location, tags, sku, properties } = request.body as WantedDisk;
  const creation = properties?.creationData;
  const option = creation?.createOption;
  if (option !== 'Import' && option !== 'Upload')
    throw new ArmError(400, 'InvalidParameter', `The create option '${option}' is not served here.`);
  if (option === 'Import' && (creation?.sourceUri === undefined || creation.storageAccountId === undefined))
    throw new ArmError(
      400,
      'InvalidParameter',
      "Required parameter 'creationData.storageAccountId' is missing (null).",
    );
  const upload = creation?.uploadSizeBytes ?? 0;
  if (option === 'Upload' && (upload < (1 << 20) + 512 || (upload - 512) % (1 << 20) !== 0))
    throw new ArmError(
      400,
      'InvalidParameter',
      "The value of parameter 'creationData.uploadSizeBytes' must be whole MiB and 512 bytes for the footer.",
    );
  return {
    id: request.resourceId,
    name: request.params.name ?? '',
    location: location ?? '',
    tags: tags ?? {},
    sku: sku?.name ?? 'Standard_LRS',
    createOption: option,
    sourceUri: option === 'Import' ? withoutQuery(creation?.sourceUri ?? '') : null,
    storageAccountId: creation?.storageAccountId ?? null,
    osType: properties?.osType ?? null,
    networkAccessPolicy: properties?.networkAccessPolicy ?? 'AllowAll',
    publicNetworkAccess: properties?.publicNetworkAccess ?? 'Enabled',
    provisioningState: 'Updating',
    sizeBytes: upload,
    uploaded: false,
    uniqueId: randomUUID(),
    timeCreated: parts.now().toISOString(),
    grantedUntil: null,
    attachedTo: null,
  };
}

function withoutQuery(uri: string): string {
  if (!URL.canParse(uri)) throw new ArmError(400, 'InvalidParameter', 'The source URI is not valid.');
  return uri.replace(/\?.*$/, '');
}

function grant(parts: WorkingDiskParts, request: ArmRequest): ArmReply {
  const disk = existing(parts, request);
  const { access, durationInSeconds } = request.body;
  const state = diskState(disk, parts.now());
  const fits =
    access === 'Write' ? /Upload/.test(state) : access === 'Read' && /Unattached|ActiveSAS/.test(state);
  if (!fits || disk.networkAccessPolicy === 'DenyAll')
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `Access '${String(access)}' cannot be granted to disk ${disk.name} in state ${state} with network access policy ${disk.networkAccessPolicy}.`,
    );
  return parts.operations.accept(request, disk.location, async () => {
    const link = parts.disks.grantDisk(disk.id, Number(durationInSeconds), access === 'Write');
    disk.grantedUntil = link.expiresAt.toISOString();
    parts.store.save();
    return { accessSAS: link.url };
  });
}

function revoke(parts: WorkingDiskParts, request: ArmRequest): ArmReply {
  const disk = existing(parts, request);
  return parts.operations.accept(request, disk.location, async () => {
    // The end of an upload is what makes the disk whole.
    if (diskState(disk, parts.now()) === 'ActiveUpload') disk.uploaded = true;
    parts.disks.revokeDisk(disk.id);
    disk.grantedUntil = null;
    parts.store.save();
  });
}

function remove(parts: WorkingDiskParts, request: ArmRequest): ArmReply {
  const disk = workingDisk(parts.store, request.resourceId);
  if (disk === undefined) return { status: 204 };
  if (disk.attachedTo !== null)
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `Disk ${disk.name} is attached to VM ${disk.attachedTo.machineId}.`,
    );
  if (diskState(disk, parts.now()).startsWith('Active'))
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `There is an active shared access signature outstanding for disk ${disk.name}. Call EndGetAccess before deleting the disk.`,
    );
  return parts.operations.accept(request, disk.location, async () => {
    await parts.disks.deleteDisk(disk.id);
    delete parts.store.state.workingDisks[disk.id.toLowerCase()];
    parts.store.save();
  });
}

function existing(parts: WorkingDiskParts, request: ArmRequest): WorkingDiskRecord {
  const disk = workingDisk(parts.store, request.resourceId);
  if (disk === undefined) throw resourceNotFound(type, request.params.name ?? '', request.params.group ?? '');
  return disk;
}
