import type { SnapshotSource } from '../../ports/snapshot-source.ts';
import { type ArmAccess, computeClient } from './arm-clients.ts';
import { cloudReading } from './cloud-reading.ts';
import { parseResourceId } from './resource-id.ts';

/** Asked with the reader's rights. Source: Microsoft Learn, Snapshots - Get, `creationData.sourceResourceId`. */
export function azureSnapshotSource(config: ArmAccess): SnapshotSource {
  return {
    diskOf: (snapshotId, signal) =>
      cloudReading('read the snapshot', async () => {
        const { subscriptionId, resourceGroup, name } = parseResourceId(snapshotId);
        const found = await computeClient(config, subscriptionId).snapshots.get(resourceGroup, name, {
          abortSignal: signal,
        });
        return found.creationData?.sourceResourceId ?? null;
      }),
  };
}
