import type { ComputeManagementClient } from '@azure/arm-compute';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  computeOf,
  diskIdIn,
  droppedBytes,
  snapshotGroup,
  snapshotOf,
  startArmCloud,
  withoutDelays,
} from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startArmCloud();
});
afterAll(() => cloud.dispose());

describe('snapshots', () => {
  it('live from the first PUT to the delete, with the export link in the middle', async () => {
    const client = computeOf(cloud, 'acquirer', 'soc');
    const made = await take(client, 'snap-life', 'disk');
    expect(made).toMatchObject({
      diskSizeBytes: droppedBytes,
      provisioningState: 'Succeeded',
      diskState: 'Unattached',
    });
    const grant = await client.snapshots.grantAccess(snapshotGroup, 'snap-life', {
      access: 'Read',
      durationInSeconds: 600,
    });
    const link = grant.accessSAS ?? '';
    const bytes = Buffer.from(await (await fetch(link)).arrayBuffer());
    expect(bytes.length).toBe(droppedBytes + 512);
    expect(bytes.subarray(0, 4).toString()).toBe('DATA');
    expect((await client.snapshots.get(snapshotGroup, 'snap-life')).diskState).toBe('ActiveSAS');
    await expect(client.snapshots.delete(snapshotGroup, 'snap-life')).rejects.toMatchObject({
      statusCode: 409,
    });
    await client.snapshots.revokeAccess(snapshotGroup, 'snap-life');
    expect((await fetch(link)).status).toBe(403);
    await client.snapshots.delete(snapshotGroup, 'snap-life');
    await expect(client.snapshots.get(snapshotGroup, 'snap-life')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('refuse a grant while export is denied', async () => {
    const client = computeOf(cloud, 'acquirer', 'soc');
    await take(client, 'snap-denied', 'disk', { networkAccessPolicy: 'DenyAll', diskAccessId: undefined });
    await expect(
      client.snapshots.grantAccess(snapshotGroup, 'snap-denied', { access: 'Read', durationInSeconds: 600 }),
    ).rejects.toMatchObject({ statusCode: 409, code: 'OperationNotAllowed' });
  });

  it('of a damaged image end as a failed operation that says why', async () => {
    const client = computeOf(cloud, 'acquirer', 'soc');
    await expect(take(client, 'snap-broken', 'truncated')).rejects.toThrow(/DiskImageInvalid/);
  });

  it('of an Ultra disk must be incremental, and incremental ones stay in the subscription of the disk', async () => {
    const client = computeOf(cloud, 'acquirer', 'soc');
    const source = diskIdIn(cloud, 'rg-trading-prod', 'vm-ultra-01-data-0');
    const location = 'northeurope';
    const inNorth = 'rg-soc-snapshots-neu';
    await expect(
      client.snapshots.createOrUpdate(inNorth, 's1', {
        location,
        creationData: { createOption: 'Copy', sourceResourceId: source },
      }),
    ).rejects.toMatchObject({ statusCode: 409 });
    await expect(
      client.snapshots.createOrUpdate(inNorth, 's2', {
        location,
        incremental: true,
        creationData: { createOption: 'Copy', sourceResourceId: source },
      }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });

  it('cannot be taken by the reader, and a fault set for the operation is played once', async () => {
    await expect(take(computeOf(cloud, 'reader', 'soc'), 'snap-reader', 'disk')).rejects.toMatchObject({
      statusCode: 403,
    });
    await cloud.admin('POST', '/faults', {
      operation: 'Snapshots_CreateOrUpdate',
      fault: { kind: 'fail-async', code: 'InternalError', message: 'The fault script says so.' },
    });
    const client = computeOf(cloud, 'acquirer', 'soc');
    await expect(take(client, 'snap-fault', 'disk')).rejects.toThrow(/InternalError.*fault script/);
    expect((await take(client, 'snap-fault', 'disk')).provisioningState).toBe('Succeeded');
  });

  it('outlive a restart of the cloud', async () => {
    await take(computeOf(cloud, 'acquirer', 'soc'), 'snap-kept', 'disk');
    cloud = await cloud.restart();
    await withoutDelays(cloud);
    const kept = await computeOf(cloud, 'acquirer', 'soc').snapshots.get(snapshotGroup, 'snap-kept');
    expect(kept.provisioningState).toBe('Succeeded');
  });
});

async function take(
  client: ComputeManagementClient,
  name: string,
  disk: 'disk' | 'truncated',
  change: object = {},
) {
  return await client.snapshots.createOrUpdate(snapshotGroup, name, {
    ...snapshotOf(cloud, disk),
    ...change,
  });
}
