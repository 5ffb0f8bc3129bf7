import type { ComputeManagementClient, Snapshot } from '@azure/arm-compute';
import { CustodyError } from '../../custody/custody-error.ts';
import {
  type DiskSnapshots,
  ReadGrant,
  type SnapshotDestination,
  type SnapshotFacts,
  type SnapshotRequest,
} from '../../ports/disk-snapshots.ts';
import { type ArmAccess, computeClient } from './arm-clients.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { parseResourceId } from './resource-id.ts';
import { traced } from './trace.ts';

/** How often a long-running operation is asked about when Azure names no interval; its Retry-After wins. */
const updateIntervalInMs = 700;

/** The region's snapshots are private to the disk access of this name in the region's own resource group. */
const diskAccessName = 'da-holdfast';

/**
 * Snapshots in the SOC's resource group of each region.
 * `destinations`: region (lower case) → resource group id. Each group holds a disk access `da-holdfast`, whose
 * private endpoint is the only way to the snapshots' bytes.
 */
export function azureDiskSnapshots(
  config: ArmAccess & { readonly destinations: Readonly<Record<string, string>> },
): DiskSnapshots {
  const open = (snapshotId: string) => {
    const id = parseResourceId(snapshotId);
    return { ...id, compute: computeClient(config, id.subscriptionId) };
  };
  return {
    destinationFor: (region) => destinationFor(config.destinations, region),
    take: (request, signal) =>
      traced(
        () =>
          callAzure('take the snapshot', () =>
            take(computeClient(config, request.destination.subscriptionId), request, signal),
          ),
        request.clientRequestId,
      ),
    find: (snapshotId, signal) =>
      callAzure('read the snapshot', async () => {
        const { compute, resourceGroup, name } = open(snapshotId);
        const snapshot = await findSnapshot(compute, resourceGroup, name, signal);
        return snapshot === null ? null : factsOf(snapshot);
      }),
    grantRead: (snapshotId, seconds, signal) =>
      traced(() =>
        callAzure('grant read access to the snapshot', async () => {
          const { compute, resourceGroup, name } = open(snapshotId);
          const data = { access: 'Read', durationInSeconds: seconds } as const;
          const answer = await compute.snapshots.grantAccess(resourceGroup, name, data, {
            abortSignal: signal,
            updateIntervalInMs,
          });
          // The SDK resolves without a link when the final answer carried none: that is a failure.
          if (answer.accessSAS === undefined)
            throw new CustodyError('cloud-unavailable', 'Azure granted read access but gave no link.');
          return new ReadGrant(answer.accessSAS);
        }),
      ),
    revokeRead: (snapshotId, signal) =>
      traced(() => callAzure('revoke read access to the snapshot', () => revoke(open(snapshotId), signal))),
    remove: (snapshotId, signal) =>
      traced(() => callAzure('delete the snapshot', () => remove(open(snapshotId), signal))),
  };
}

function destinationFor(
  destinations: Readonly<Record<string, string>>,
  region: string,
): SnapshotDestination | null {
  const id = destinations[region.toLowerCase()];
  const [, subscriptionId, resourceGroup] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i.exec(id ?? '') ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined) return null;
  return { subscriptionId, resourceGroup, region: region.toLowerCase() };
}

async function take(
  compute: ComputeManagementClient,
  request: SnapshotRequest,
  signal: AbortSignal,
): Promise<SnapshotFacts> {
  const { destination, name } = request;
  const existing = await findSnapshot(compute, destination.resourceGroup, name, signal);
  if (existing !== null && isOurs(existing, request)) return factsOf(existing);
  await compute.snapshots.createOrUpdate(destination.resourceGroup, name, privateSnapshot(request), {
    abortSignal: signal,
    updateIntervalInMs,
  });
  // Read back: what is recorded is what Azure says it did, not what was asked.
  return factsOf(await compute.snapshots.get(destination.resourceGroup, name, { abortSignal: signal }));
}

/** True for a finished snapshot of the same disk; a foreign one under our name stops the acquisition. */
function isOurs(snapshot: Snapshot, request: SnapshotRequest): boolean {
  if (snapshot.creationData?.sourceResourceId?.toLowerCase() !== request.diskResourceId.toLowerCase())
    throw new CustodyError('conflict', `A snapshot named ${request.name} of another disk is already there.`);
  return snapshot.provisioningState === 'Succeeded';
}

/** Every setting is explicit: Azure's defaults are public. LRS, because a snapshot lives for hours and every region has it. */
function privateSnapshot(request: SnapshotRequest): Snapshot {
  const { destination } = request;
  return {
    location: destination.region,
    tags: { ...request.tags },
    sku: { name: 'Standard_LRS' },
    incremental: false,
    networkAccessPolicy: 'AllowPrivate',
    publicNetworkAccess: 'Disabled',
    diskAccessId: `/subscriptions/${destination.subscriptionId}/resourceGroups/${destination.resourceGroup}/providers/Microsoft.Compute/diskAccesses/${diskAccessName}`,
    creationData: { createOption: 'Copy', sourceResourceId: request.diskResourceId },
  };
}

interface OpenSnapshot {
  readonly compute: ComputeManagementClient;
  readonly resourceGroup: string;
  readonly name: string;
}

async function revoke(at: OpenSnapshot, signal: AbortSignal): Promise<{ readonly revoked: boolean }> {
  const snapshot = await findSnapshot(at.compute, at.resourceGroup, at.name, signal);
  if (snapshot === null || snapshot.diskState !== 'ActiveSAS') return { revoked: true };
  await at.compute.snapshots.revokeAccess(at.resourceGroup, at.name, {
    abortSignal: signal,
    updateIntervalInMs,
  });
  return { revoked: true };
}

async function remove(at: OpenSnapshot, signal: AbortSignal): Promise<{ readonly deleted: boolean }> {
  const snapshot = await findSnapshot(at.compute, at.resourceGroup, at.name, signal);
  if (snapshot === null) return { deleted: true };
  if (snapshot.diskState === 'ActiveSAS')
    await at.compute.snapshots.revokeAccess(at.resourceGroup, at.name, {
      abortSignal: signal,
      updateIntervalInMs,
    });
  await at.compute.snapshots.delete(at.resourceGroup, at.name, { abortSignal: signal, updateIntervalInMs });
  return { deleted: (await findSnapshot(at.compute, at.resourceGroup, at.name, signal)) === null };
}

async function findSnapshot(
  compute: ComputeManagementClient,
  resourceGroup: string,
  name: string,
  signal: AbortSignal,
): Promise<Snapshot | null> {
  try {
    return await compute.snapshots.get(resourceGroup, name, { abortSignal: signal });
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

function factsOf(snapshot: Snapshot): SnapshotFacts {
  return {
    resourceId: (snapshot.id ?? '').toLowerCase(),
    uniqueId: snapshot.uniqueId ?? null,
    sizeBytes: snapshot.diskSizeBytes === undefined ? null : BigInt(snapshot.diskSizeBytes),
    createdAt: snapshot.timeCreated?.toISOString() ?? null,
    state: snapshot.diskState ?? null,
    settings: {
      sku: snapshot.sku?.name ?? 'unknown',
      incremental: String(snapshot.incremental ?? 'unknown'),
      networkAccessPolicy: snapshot.networkAccessPolicy ?? 'unknown',
      publicNetworkAccess: snapshot.publicNetworkAccess ?? 'unknown',
      diskAccessId: snapshot.diskAccessId ?? 'none',
    },
  };
}
