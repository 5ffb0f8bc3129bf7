import type { SnapshotRecord } from '../cloud/cloud-state.ts';

/** A snapshot as DiskRP 2025-01-02 answers it; `diskState` is ActiveSAS while an export link is open. */
export function snapshotBody(record: SnapshotRecord, now: Date): Record<string, unknown> {
  const open = record.grantedUntil !== null && new Date(record.grantedUntil) > now;
  const size = record.sizeBytes;
  return {
    name: record.name,
    id: record.id,
    type: 'Microsoft.Compute/snapshots',
    location: record.location,
    tags: record.tags,
    sku: { name: record.sku, tier: record.sku.replace(/_.*$/, '') },
    properties: {
      ...(record.osType === null ? {} : { osType: record.osType, hyperVGeneration: record.hyperVGeneration }),
      creationData: {
        createOption: 'Copy',
        sourceResourceId: record.sourceResourceId,
        sourceUniqueId: record.sourceUniqueId,
      },
      ...(size === null ? {} : { diskSizeGB: Math.max(1, Math.ceil(size / 1024 ** 3)), diskSizeBytes: size }),
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      ...(record.encryptionSettings === null
        ? {}
        : { encryptionSettingsCollection: record.encryptionSettings }),
      incremental: record.incremental,
      networkAccessPolicy: record.networkAccessPolicy,
      publicNetworkAccess: record.publicNetworkAccess,
      ...(record.diskAccessId === null ? {} : { diskAccessId: record.diskAccessId }),
      timeCreated: record.timeCreated,
      provisioningState: record.provisioningState,
      diskState: open ? 'ActiveSAS' : 'Unattached',
      uniqueId: record.uniqueId,
    },
  };
}
