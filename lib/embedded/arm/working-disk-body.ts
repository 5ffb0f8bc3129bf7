import type { StateFile } from '../cloud/cloud-state.ts';
import type { WorkingDiskRecord } from '../cloud/guard-records.ts';

/** A disk made from a blob or by upload, as DiskRP 2025-01-02 answers it. */
export function workingDiskBody(disk: WorkingDiskRecord, now: Date): Record<string, unknown> {
  return {
    name: disk.name,
    id: disk.id,
    type: 'Microsoft.Compute/disks',
    location: disk.location,
    tags: disk.tags,
    ...(disk.attachedTo === null ? {} : { managedBy: disk.attachedTo.machineId }),
    sku: { name: disk.sku, tier: disk.sku.replace(/_.*$/, '').replace('SSD', '') },
    properties: {
      ...(disk.osType === null ? {} : { osType: disk.osType, hyperVGeneration: 'V2' }),
      creationData: {
        createOption: disk.createOption,
        ...(disk.sourceUri === null ? {} : { sourceUri: disk.sourceUri }),
        ...(disk.storageAccountId === null ? {} : { storageAccountId: disk.storageAccountId }),
        ...(disk.createOption === 'Upload' ? { uploadSizeBytes: disk.sizeBytes } : {}),
      },
      diskSizeGB: Math.max(1, Math.ceil(disk.sizeBytes / 1024 ** 3)),
      diskSizeBytes: Math.max(0, disk.sizeBytes - 512), // without the footer of the file
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      networkAccessPolicy: disk.networkAccessPolicy,
      publicNetworkAccess: disk.publicNetworkAccess,
      timeCreated: disk.timeCreated,
      provisioningState: disk.provisioningState,
      diskState: diskState(disk, now),
      uniqueId: disk.uniqueId,
    },
  };
}

/** Source: DiskRP, DiskState. */
export function diskState(disk: WorkingDiskRecord, now: Date): string {
  const open = disk.grantedUntil !== null && new Date(disk.grantedUntil) > now;
  if (disk.createOption === 'Upload' && !disk.uploaded) return open ? 'ActiveUpload' : 'ReadyToUpload';
  if (disk.attachedTo !== null) return 'Attached';
  return open ? 'ActiveSAS' : 'Unattached';
}

/** The working disk of that resource id, or undefined. */
export function workingDisk(store: StateFile, id: string): WorkingDiskRecord | undefined {
  return store.state.workingDisks[id.toLowerCase()];
}
