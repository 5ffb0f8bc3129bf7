import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureDiskSnapshots } from '../adapters/azure/disk-snapshots.ts';
import { azureEvidenceLocker } from '../adapters/azure/evidence-locker.ts';
import { azureMachineDirectory } from '../adapters/azure/machine-directory.ts';
import { hashDisk } from '../hashing/hash-disk.ts';
import type { DiskReader } from '../ports/evidence-locker.ts';
import { benchMachine } from './bench-disks.ts';

/**
 * Child process of the benchmark: grants itself a snapshot of one disk, tells the link, and from then on reads and
 * digests it once per message, through the same adapters as the worker. Arguments: endpoints file, disk, read mode.
 */
const endpoints = z.object({
  arm: z.string(),
  tenantId: z.string(),
  productionSubscriptionId: z.string(),
  socSubscriptionId: z.string(),
  lockerResourceGroup: z.string(),
  lockerAccount: z.string(),
  lockerBlobEndpoint: z.string(),
  snapshotResourceGroups: z.record(z.string(), z.string()),
  clientIds: z.object({
    reader: z.string(),
    acquirer: z.string(),
    locker: z.string(),
    custodian: z.string(),
  }),
});

const { signal } = new AbortController();
const [file = '', disk = '', readMode = 'full'] = process.argv.slice(2);
const cloud = endpoints.parse(JSON.parse(await readFile(file, 'utf8')));
const armEndpoint = cloud.arm;

const grant = await grantSnapshot(disk);
const reader = await locker().openGrant(grant, signal);
process.on('message', async () => process.send?.(await readOnce(reader)));
process.on('disconnect', () => process.exit());
process.send?.({ url: grant.revealUrl() });

async function grantSnapshot(name: string) {
  const machines = azureMachineDirectory({
    credential: managedIdentity(cloud.clientIds.reader),
    armEndpoint,
    tenantId: cloud.tenantId,
  });
  const snapshots = azureDiskSnapshots({
    credential: managedIdentity(cloud.clientIds.acquirer),
    armEndpoint,
    destinations: cloud.snapshotResourceGroups,
  });
  const group = `/subscriptions/${cloud.productionSubscriptionId}/resourceGroups/rg-imported`;
  const machineId = `${group}/providers/Microsoft.Compute/virtualMachines/${benchMachine}`;
  const machine = await machines.read(machineId, signal);
  const found = machine?.disks.find((one) => one.resourceId?.endsWith(`-${name}`) === true);
  const destination = snapshots.destinationFor(found?.region ?? '');
  if (!found?.resourceId || destination === null) throw new Error(`The cloud has no disk ${name}.`);
  const { value: snapshot } = await snapshots.take(
    {
      destination,
      name: `bench-${name}`,
      diskResourceId: found.resourceId,
      tags: {},
      clientRequestId: crypto.randomUUID(),
    },
    signal,
  );
  return (await snapshots.grantRead(snapshot.resourceId, 24 * 3600, signal)).value;
}

function locker() {
  return azureEvidenceLocker({
    blobCredential: managedIdentity(cloud.clientIds.locker),
    custodianCredential: managedIdentity(cloud.clientIds.custodian),
    armEndpoint,
    subscriptionId: cloud.socSubscriptionId,
    resourceGroup: cloud.lockerResourceGroup,
    account: cloud.lockerAccount,
    blobEndpoint: cloud.lockerBlobEndpoint,
  });
}

async function readOnce(source: DiskReader) {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const dataRanges = readMode === 'full' ? null : await source.dataRanges(signal);
  const { digests } = await hashDisk(
    {
      sizeBytes: source.sizeBytes,
      dataRanges,
      read: (start, end, readSignal) => source.read(start, end, readSignal),
    },
    { onProgress: () => undefined, signal },
  );
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (performance.now() - began) / 1000,
    processorSeconds: (user + system) / 1e6,
    sha256: digests.sha256,
    bytesRead: Number(digests.bytesRead),
    memoryMiB: process.resourceUsage().maxRSS / 1024,
  };
}
