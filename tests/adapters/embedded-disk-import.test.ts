import { StorageManagementClient } from '@azure/arm-storage';
import { AnonymousCredential, BlobServiceClient, PageBlobClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeOf, credentialOf, personCredential, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';
import { fixedVhd } from '../support/make-vhd.ts';

const group = 'rg-soc-working-copies';
const workstations = 'rg-soc-workstations';
const station = 'vm-forensic-01';
const fast = { updateIntervalInMs: 50 };
const once = { retryOptions: { maxTries: 1 } };
const whole = fixedVhd(Buffer.alloc(2 << 20, 'evidence'));
let cloud: TestCloud;
let sourceUri: string;
beforeAll(async () => {
  cloud = await startArmCloud();
  const service = new BlobServiceClient(cloud.endpoints.lockerBlobEndpoint, credentialOf(cloud, 'locker'));
  const container = service.getContainerClient('inc-2026-0001');
  await container.create();
  const blob = container.getPageBlobClient('EV-2026-0001.vhd');
  await blob.create(whole.length);
  await blob.uploadPages(whole, 0, whole.length);
  sourceUri = blob.url;
});
afterAll(() => cloud.dispose());

describe('a working copy as a disk', () => {
  it('is not imported from an account that is closed to Azure’s own services, nor without naming the account', async () => {
    await expect(disks().createOrUpdate(group, 'wc-refused', imported())).rejects.toThrow(
      'SourceBlobNotAccessible',
    );
    expect((await disks().get(group, 'wc-refused')).provisioningState).toBe('Failed');
    await expect(
      disks().createOrUpdate(group, 'wc-nameless', {
        location: 'westeurope',
        creationData: { createOption: 'Import', sourceUri },
      }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is imported where the account lets Azure’s services pass, and has the bytes of the copy', async () => {
    await letAzurePass();
    const disk = await disks().createOrUpdate(group, 'wc-import', imported());
    expect(disk).toMatchObject({
      provisioningState: 'Succeeded',
      diskState: 'Unattached',
      diskSizeBytes: 2 << 20,
    });
    expect(await bytesOf('wc-import')).toEqual(whole);
  });

  it('is uploaded where import is refused: empty until its pages came and the link was closed', async () => {
    const made = await disks().createOrUpdate(group, 'wc-upload', {
      location: 'westeurope',
      networkAccessPolicy: 'AllowAll',
      creationData: { createOption: 'Upload', uploadSizeBytes: whole.length },
    });
    expect(made.diskState).toBe('ReadyToUpload');
    await expect(attach('wc-upload', 0)).rejects.toMatchObject({ code: 'OperationNotAllowed' });
    const { accessSAS } = await disks().grantAccess(group, 'wc-upload', {
      access: 'Write',
      durationInSeconds: 600,
    });
    const target = new PageBlobClient(accessSAS ?? '', new AnonymousCredential(), once);
    await target.uploadPages(whole.subarray(0, 1 << 20), 0, 1 << 20);
    await target.uploadPages(whole.subarray(1 << 20), 1 << 20, whole.length - (1 << 20));
    expect((await disks().get(group, 'wc-upload')).diskState).toBe('ActiveUpload');
    await expect(disks().delete(group, 'wc-upload')).rejects.toMatchObject({ code: 'OperationNotAllowed' });
    await disks().revokeAccess(group, 'wc-upload', fast);
    await expect(target.uploadPages(whole.subarray(0, 512), 0, 512)).rejects.toMatchObject({
      statusCode: 403,
    });
    expect(await bytesOf('wc-upload')).toEqual(whole);
  });

  it('is attached to the workstation beside what is there, guarded while attached, detached and removed', async () => {
    await letAzurePass();
    for (const name of ['wc-one', 'wc-two']) await disks().createOrUpdate(group, name, imported());
    await attach('wc-one', 0);
    await expect(attach('wc-two', 0)).rejects.toMatchObject({ code: 'ConflictingUserInput' });
    await attach('wc-two', 1);
    const machines = computeOf(cloud, 'diskExporter', 'soc').virtualMachines;
    const seen = async () => (await machines.get(workstations, station)).storageProfile?.dataDisks ?? [];
    expect((await seen()).map((one) => [one.lun, one.name])).toEqual([
      [0, 'wc-one'],
      [1, 'wc-two'],
    ]);
    expect(await disks().get(group, 'wc-one')).toMatchObject({
      diskState: 'Attached',
      managedBy: (await machines.get(workstations, station)).id,
    });
    await expect(disks().delete(group, 'wc-one')).rejects.toMatchObject({ code: 'OperationNotAllowed' });
    await detach('wc-one');
    expect((await seen()).map((one) => one.name)).toEqual(['wc-two']);
    await disks().delete(group, 'wc-one', fast);
    await expect(disks().get(group, 'wc-one')).rejects.toMatchObject({ statusCode: 404 });
    await expect(detach('wc-one')).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is made in its own group alone, and by its own identity alone', async () => {
    await expect(disks().createOrUpdate(workstations, 'wc-elsewhere', imported())).rejects.toMatchObject({
      statusCode: 403,
    });
    await expect(
      computeOf(cloud, 'acquirer', 'soc').disks.createOrUpdate(group, 'wc-other', imported()),
    ).rejects.toMatchObject({ statusCode: 403 });
  });
});

function disks() {
  return computeOf(cloud, 'diskExporter', 'soc').disks;
}

function imported() {
  return {
    location: 'westeurope',
    networkAccessPolicy: 'AllowAll' as const,
    creationData: { createOption: 'Import' as const, sourceUri, storageAccountId: locker() },
  };
}

function locker(): string {
  const { socSubscriptionId, lockerResourceGroup, lockerAccount } = cloud.endpoints;
  return `/subscriptions/${socSubscriptionId}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
}

async function letAzurePass(): Promise<void> {
  const { socSubscriptionId, lockerResourceGroup, lockerAccount, arm } = cloud.endpoints;
  const scope = `/subscriptions/${socSubscriptionId}`;
  await cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope });
  const person = new StorageManagementClient(personCredential(cloud, 'auditor'), socSubscriptionId, {
    endpoint: arm,
  });
  await person.storageAccounts.update(lockerResourceGroup, lockerAccount, {
    minimumTlsVersion: 'TLS1_2', // the client leaves network rules out when they come alone
    networkRuleSet: { defaultAction: 'Deny', bypass: 'AzureServices' },
  });
}

function diskId(name: string): string {
  return `/subscriptions/${cloud.endpoints.socSubscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/disks/${name}`;
}

async function attach(name: string, lun: number): Promise<void> {
  const { virtualMachines } = computeOf(cloud, 'diskExporter', 'soc');
  await virtualMachines.attachDetachDataDisks(workstations, station, {
    dataDisksToAttach: [{ diskId: diskId(name), lun }],
  });
}

async function detach(name: string): Promise<void> {
  const { virtualMachines } = computeOf(cloud, 'diskExporter', 'soc');
  await virtualMachines.attachDetachDataDisks(workstations, station, {
    dataDisksToDetach: [{ diskId: diskId(name) }],
  });
}

async function bytesOf(name: string): Promise<Buffer> {
  const { accessSAS } = await disks().grantAccess(
    group,
    name,
    { access: 'Read', durationInSeconds: 600 },
    fast,
  );
  const bytes = await new PageBlobClient(accessSAS ?? '', new AnonymousCredential(), once).downloadToBuffer();
  await disks().revokeAccess(group, name, fast);
  return bytes;
}
