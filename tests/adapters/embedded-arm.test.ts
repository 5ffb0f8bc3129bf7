import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { MonitorClient } from '@azure/arm-monitor';
import { StorageManagementClient } from '@azure/arm-storage';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { fixedVhd } from '../support/make-vhd.ts';

const payloadBytes = 2 * 1024 * 1024;
let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud({ prepare: dropImages });
  await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0 });
});
afterAll(async () => await cloud.dispose());
beforeEach(async () => {
  await cloud.admin('DELETE', '/faults');
});

describe('machines', () => {
  it('lists every machine of the production subscription over several pages', async () => {
    const names: string[] = [];
    for await (const machine of compute('reader', 'production').virtualMachines.listAll())
      names.push(machine.name ?? '');
    expect(names.sort()).toEqual(
      [
        'vm-batch-07',
        'vm-dropped',
        'vm-fin-01',
        'vm-sql-01',
        'vm-ultra-01',
        'vm-vault-02',
        'vm-web-03',
      ].sort(),
    );
  });

  it('tells power state, disks and the special cases of each machine', async () => {
    const client = compute('reader', 'production');
    const web = await client.virtualMachines.get('rg-web-prod', 'vm-web-03', { expand: 'instanceView' });
    expect(web.instanceView?.statuses?.map((status) => status.code)).toContain('PowerState/running');
    expect(web.storageProfile?.dataDisks?.map((disk) => disk.lun)).toEqual([0]);
    const batch = await client.virtualMachines.get('rg-batch-prod', 'vm-batch-07');
    expect(batch.storageProfile?.osDisk?.diffDiskSettings?.option).toBe('Local');
    expect(batch.storageProfile?.osDisk?.managedDisk).toBeUndefined();
    const sql = await client.disks.get('rg-data-prod', 'vm-sql-01-os');
    expect(sql.encryptionSettingsCollection?.enabled).toBe(true);
    const vault = await client.disks.get('rg-secrets-prod', 'vm-vault-02-os');
    expect(vault.networkAccessPolicy).toBe('DenyAll');
    const ultra = await client.disks.get('rg-trading-prod', 'vm-ultra-01-data-0');
    expect(ultra.sku?.name).toBe('UltraSSD_LRS');
  });

  it('answers 404 for an unknown machine and 403 outside the rights of the caller', async () => {
    await expect(
      compute('reader', 'production').virtualMachines.get('rg-web-prod', 'nobody'),
    ).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    await expect(
      compute('locker', 'production').virtualMachines.get('rg-web-prod', 'vm-web-03'),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
    });
  });
});

describe('snapshots', () => {
  it('live from the first PUT to the delete, with the export link in the middle', async () => {
    const client = compute('acquirer', 'soc');
    const made = await take(client, 'snap-life', 'disk');
    expect(made).toMatchObject({
      diskSizeBytes: payloadBytes,
      provisioningState: 'Succeeded',
      diskState: 'Unattached',
    });
    const grant = await client.snapshots.grantAccess(group, 'snap-life', {
      access: 'Read',
      durationInSeconds: 600,
    });
    const link = grant.accessSAS ?? '';
    const bytes = Buffer.from(await (await fetch(link)).arrayBuffer());
    expect(bytes.length).toBe(payloadBytes + 512);
    expect(bytes.subarray(0, 4).toString()).toBe('DATA');
    expect((await client.snapshots.get(group, 'snap-life')).diskState).toBe('ActiveSAS');
    await expect(client.snapshots.delete(group, 'snap-life')).rejects.toMatchObject({ statusCode: 409 });
    await client.snapshots.revokeAccess(group, 'snap-life');
    expect((await fetch(link)).status).toBe(403);
    await client.snapshots.delete(group, 'snap-life');
    await expect(client.snapshots.get(group, 'snap-life')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('refuse a grant while export is denied', async () => {
    const client = compute('acquirer', 'soc');
    await take(client, 'snap-denied', 'disk', { networkAccessPolicy: 'DenyAll', diskAccessId: undefined });
    await expect(
      client.snapshots.grantAccess(group, 'snap-denied', { access: 'Read', durationInSeconds: 600 }),
    ).rejects.toMatchObject({ statusCode: 409, code: 'OperationNotAllowed' });
  });

  it('of a damaged image end as a failed operation that says why', async () => {
    const client = compute('acquirer', 'soc');
    await expect(take(client, 'snap-broken', 'truncated')).rejects.toThrow(/DiskImageInvalid/);
  });

  it('of an Ultra disk must be incremental, and incremental ones stay in the subscription of the disk', async () => {
    const client = compute('acquirer', 'soc');
    const source = diskId('rg-trading-prod', 'vm-ultra-01-data-0');
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
    await expect(take(compute('reader', 'soc'), 'snap-reader', 'disk')).rejects.toMatchObject({
      statusCode: 403,
    });
    await cloud.admin('POST', '/faults', {
      operation: 'Snapshots_CreateOrUpdate',
      fault: { kind: 'fail-async', code: 'InternalError', message: 'The fault script says so.' },
    });
    const client = compute('acquirer', 'soc');
    await expect(take(client, 'snap-fault', 'disk')).rejects.toThrow(/InternalError.*fault script/);
    expect((await take(client, 'snap-fault', 'disk')).provisioningState).toBe('Succeeded');
  });

  it('outlive a restart of the cloud', async () => {
    await take(compute('acquirer', 'soc'), 'snap-kept', 'disk');
    cloud = await cloud.restart();
    await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0 });
    const kept = await compute('acquirer', 'soc').snapshots.get(group, 'snap-kept');
    expect(kept.provisioningState).toBe('Succeeded');
  });
});

describe('retention and holds', () => {
  it('lock once, extend five times and never shorten or go away', async () => {
    const { resourceGroup, account } = locker();
    await storage('locker').blobContainers.create(resourceGroup, account, 'inc-2026-0001', {});
    const custodian = storage('custodian').blobContainers;
    const set = await custodian.createOrUpdateImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', {
      parameters: { immutabilityPeriodSinceCreationInDays: 10 },
    });
    await expect(
      custodian.lockImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', '"stale"'),
    ).rejects.toMatchObject({ statusCode: 412 });
    const locked = await custodian.lockImmutabilityPolicy(
      resourceGroup,
      account,
      'inc-2026-0001',
      set.etag ?? '',
    );
    expect(locked.state).toBe('Locked');
    let etag = locked.etag ?? '';
    for (const days of [11, 12, 13, 14, 15]) {
      const extended = await custodian.extendImmutabilityPolicy(
        resourceGroup,
        account,
        'inc-2026-0001',
        etag,
        {
          parameters: { immutabilityPeriodSinceCreationInDays: days },
        },
      );
      etag = extended.etag ?? '';
    }
    const more = { parameters: { immutabilityPeriodSinceCreationInDays: 16 } };
    await expect(
      custodian.extendImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', etag, more),
    ).rejects.toMatchObject({ statusCode: 409 });
    await expect(
      custodian.createOrUpdateImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', more),
    ).rejects.toMatchObject({ statusCode: 409 });
    await expect(
      custodian.deleteImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', etag),
    ).rejects.toMatchObject({ statusCode: 403 });
    const read = await storage('locker').blobContainers.get(resourceGroup, account, 'inc-2026-0001');
    expect(read.immutabilityPolicy).toMatchObject({
      state: 'Locked',
      immutabilityPeriodSinceCreationInDays: 15,
    });
    expect(read.immutabilityPolicy?.updateHistory?.length).toBe(7);
  });

  it('hold tags are set by the custodian and cleared by none of the identities', async () => {
    const { resourceGroup, account } = locker();
    await storage('locker').blobContainers.create(resourceGroup, account, 'inc-2026-0002', {});
    const custodian = storage('custodian').blobContainers;
    const held = await custodian.setLegalHold(resourceGroup, account, 'inc-2026-0002', {
      tags: ['inc20260002'],
    });
    expect(held).toMatchObject({ hasLegalHold: true, tags: ['inc20260002'] });
    await expect(
      custodian.clearLegalHold(resourceGroup, account, 'inc-2026-0002', { tags: ['inc20260002'] }),
    ).rejects.toMatchObject({ statusCode: 403 });
    await expect(
      custodian.setLegalHold(resourceGroup, account, 'inc-2026-0002', { tags: ['no spaces!'] }),
    ).rejects.toMatchObject({ statusCode: 400 });
    await expect(
      storage('locker').blobContainers.setLegalHold(resourceGroup, account, 'inc-2026-0002', {
        tags: ['abc'],
      }),
    ).rejects.toMatchObject({ statusCode: 403 });
  });

  it('the account refuses the public network and shared keys', async () => {
    const { resourceGroup, account } = locker();
    const properties = await storage('locker').storageAccounts.getProperties(resourceGroup, account);
    expect(properties).toMatchObject({
      publicNetworkAccess: 'Disabled',
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
    });
    expect(properties.networkRuleSet?.defaultAction).toBe('Deny');
  });
});

describe('rights of people', () => {
  it('an analyst holds Reader in production and nothing in the restricted subscription; lead-1 holds both', async () => {
    const analyst = 'a0000000-0000-4000-8000-000000000001';
    const lead = 'a0000000-0000-4000-8000-000000000003';
    const auditor = 'a0000000-0000-4000-8000-000000000005';
    const production = `/subscriptions/${cloud.endpoints.productionSubscriptionId}`;
    const restricted = '/subscriptions/9be20c74-16d8-45fa-a9c7-e05f3b8d1462';
    expect(await rolesOf(analyst, `${production}/resourceGroups/rg-web-prod`)).toEqual(['Reader']);
    expect(await rolesOf(analyst, restricted)).toEqual([]);
    expect(await rolesOf(lead, restricted)).toEqual(['Reader']);
    expect(await rolesOf(auditor, production)).toEqual([]);
  });
});

describe('the activity log', () => {
  it('names identity, correlation id and client request of a snapshot, and refuses a filter without a start', async () => {
    const client = compute('acquirer', 'soc');
    let correlationId: string | undefined;
    await client.snapshots.createOrUpdate(group, 'snap-logged', snapshotOf('disk'), {
      requestOptions: { headers: { 'x-ms-client-request-id': 'custody-1' } },
      onResponse: (response) => {
        correlationId ??= response.headers.get('x-ms-correlation-request-id');
      },
    });
    const monitor = new MonitorClient(credential('reader'), cloud.endpoints.socSubscriptionId, {
      endpoint: cloud.endpoints.arm,
    });
    const resource = `/subscriptions/${cloud.endpoints.socSubscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/snapshots/snap-logged`;
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 60_000).toISOString();
    const events = [];
    for await (const event of monitor.activityLogs.list(
      `eventTimestamp ge '${from}' and eventTimestamp le '${to}' and resourceUri eq '${resource}'`,
    ))
      events.push(event);
    expect(events.map((event) => event.status?.value).sort()).toEqual(['Started', 'Succeeded']);
    expect(events[0]).toMatchObject({ caller: 'b0000000-0000-4000-8000-000000000002', correlationId });
    expect(events[0]?.httpRequest?.clientRequestId).toBe('custody-1');
    await expect(monitor.activityLogs.list("resourceUri eq 'x'").next()).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

const group = 'rg-soc-snapshots-weu';

function credential(identity: keyof TestCloud['endpoints']['clientIds']): ManagedIdentityCredential {
  return new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds[identity] });
}

function compute(
  identity: keyof TestCloud['endpoints']['clientIds'],
  where: 'production' | 'soc',
): ComputeManagementClient {
  const { endpoints } = cloud;
  const subscription = where === 'soc' ? endpoints.socSubscriptionId : endpoints.productionSubscriptionId;
  return new ComputeManagementClient(credential(identity), subscription, { endpoint: endpoints.arm });
}

function storage(identity: keyof TestCloud['endpoints']['clientIds']): StorageManagementClient {
  return new StorageManagementClient(credential(identity), cloud.endpoints.socSubscriptionId, {
    endpoint: cloud.endpoints.arm,
  });
}

function locker() {
  return { resourceGroup: cloud.endpoints.lockerResourceGroup, account: cloud.endpoints.lockerAccount };
}

async function rolesOf(objectId: string, scope: string): Promise<string[]> {
  const client = new AuthorizationManagementClient(
    credential('reader'),
    cloud.endpoints.productionSubscriptionId,
    {
      endpoint: cloud.endpoints.arm,
      credentialScopes: 'https://management.azure.com/.default',
    },
  );
  const names: string[] = [];
  for await (const one of client.roleAssignments.listForScope(scope, {
    filter: `assignedTo('${objectId}')`,
  })) {
    const role = await client.roleDefinitions.getById(one.roleDefinitionId ?? '');
    names.push(role.roleName ?? '');
  }
  return names;
}

function diskId(resourceGroup: string, name: string): string {
  return `/subscriptions/${cloud.endpoints.productionSubscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/disks/${name}`;
}

function snapshotOf(disk: string) {
  const { endpoints } = cloud;
  return {
    location: 'westeurope',
    tags: { 'holdfast-acquisition': 'a-1' },
    incremental: false,
    networkAccessPolicy: 'AllowPrivate' as const,
    publicNetworkAccess: 'Disabled' as const,
    diskAccessId: `/subscriptions/${endpoints.socSubscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/diskAccesses/da-holdfast`,
    creationData: {
      createOption: 'Copy' as const,
      sourceResourceId: diskId('rg-imported', `vm-dropped-${disk}`),
    },
  };
}

async function take(client: ComputeManagementClient, name: string, disk: string, change: object = {}) {
  return await client.snapshots.createOrUpdate(group, name, { ...snapshotOf(disk), ...change });
}

function dropImages(home: string): void {
  const folder = join(home, 'cloud/disks/vm-dropped');
  mkdirSync(folder, { recursive: true });
  const payload = Buffer.alloc(payloadBytes);
  payload.write('DATA');
  writeFileSync(join(folder, 'disk.vhd'), fixedVhd(payload));
  writeFileSync(join(folder, 'truncated.vhd'), payload.subarray(0, 4096));
}
