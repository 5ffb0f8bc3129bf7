import type { ComputeManagementClient, Snapshot } from '@azure/arm-compute';
import type { CloudReading } from '../../ports/cloud-reading.ts';
import type { SnapshotSource } from '../../ports/snapshot-source.ts';
import { type ArmAccess, computeClient } from './arm-clients.ts';
import { cloudReading } from './cloud-reading.ts';
import { parseResourceId } from './resource-id.ts';

type Place = ReturnType<typeof parseResourceId> & { readonly id: string };

/**
 * Asked with the reader's rights. Source: Microsoft Learn, Snapshots - Get and - List By Resource Group,
 * `creationData.sourceResourceId`.
 */
export function azureSnapshotSource(config: ArmAccess): SnapshotSource {
  return {
    disksOf: async (snapshotIds, signal) => {
      const places = snapshotIds.map((id) => ({ ...parseResourceId(id), id }));
      const groups = Map.groupBy(places, (one) => `${one.subscriptionId}/${one.resourceGroup}`);
      const found = new Map<string, CloudReading<string | null>>();
      for (const [first, ...others] of groups.values()) {
        if (first === undefined) continue;
        const client = computeClient(config, first.subscriptionId);
        const answers =
          others.length === 0 ? one(client, first, signal) : all(client, [first, ...others], signal);
        for (const [id, reading] of await answers) found.set(id, reading);
      }
      return found;
    },
  };
}

type Answers = readonly (readonly [string, CloudReading<string | null>])[];

async function one(
  client: ComputeManagementClient,
  place: Place,
  abortSignal: AbortSignal,
): Promise<Answers> {
  const { resourceGroup, name, id } = place;
  const reading = await cloudReading('read the snapshot', async () =>
    diskIn(await client.snapshots.get(resourceGroup, name, { abortSignal })),
  );
  return [[id, reading]];
}

async function all(
  client: ComputeManagementClient,
  places: readonly [Place, ...Place[]],
  abortSignal: AbortSignal,
): Promise<Answers> {
  const { resourceGroup } = places[0];
  const listed = await cloudReading('list the snapshots', async () => {
    const disks = new Map<string, string | null>();
    for await (const snapshot of client.snapshots.listByResourceGroup(resourceGroup, { abortSignal }))
      disks.set(snapshot.id?.toLowerCase() ?? '', diskIn(snapshot));
    return disks;
  });
  if (listed.kind === 'unread') return places.map(({ id }) => [id, listed]);
  const { value: disks, at } = listed;
  const gone = { kind: 'unread', why: 'missing', words: 'The snapshot is not there.', at } as const;
  return places.map(({ id }) => {
    const disk = disks.get(id);
    return [id, disk === undefined ? gone : { ...listed, value: disk }];
  });
}

function diskIn({ creationData }: Snapshot): string | null {
  return creationData?.sourceResourceId ?? null;
}
