import type { ComputeManagementClient, Disk, VirtualMachine } from '@azure/arm-compute';
import { AnonymousCredential, newPipeline, PageBlobClient } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Workstation } from '../../custody/working-copy.ts';
import type { NewDisk, WorkingDisk, WorkingDisks } from '../../ports/working-disks.ts';
import { type ArmAccess, computeClient } from './arm-clients.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { openBlob } from './blob-reader.ts';
import { allOf } from './cloud-reading.ts';
import { parseResourceId } from './resource-id.ts';
import { throttleFactory } from './throttle-meter.ts';
import { footprint, traceFactory } from './trace.ts';
import { uploadDisk } from './upload-disk.ts';

const updateIntervalInMs = 700; // when Azure names no interval; its Retry-After wins
const uploadSeconds = 24 * 3600;
const readSeconds = 24 * 3600;
const pathReasonTag = 'holdfast-path-reason';

/** As for snapshots: the group's disks are private to the disk access of this name in it. */
const diskAccessName = 'da-holdfast';

export interface WorkingDisksConfig extends ArmAccess {
  readonly resourceGroup: string; // id
  readonly workstationsGroup: string; // id
  readonly lockerAccountId: string;
  readonly lockerBlobEndpoint: string;
}

interface At {
  readonly compute: ComputeManagementClient;
  readonly group: string;
  readonly signal: AbortSignal;
}

/** Shapes: DiskRP "Disks - Create Or Update" (Import, Upload), Compute "Virtual Machines - Attach Detach Data Disks". */
export function azureWorkingDisks(config: WorkingDisksConfig): WorkingDisks {
  const disks = groupOf(config.resourceGroup);
  const stations = groupOf(config.workstationsGroup);
  const compute = computeClient(config, disks.subscriptionId);
  const machines = computeClient(config, stations.subscriptionId);
  const at = (signal: AbortSignal): At => ({ compute, group: disks.name, signal });
  const pipeline = newPipeline(new AnonymousCredential());
  pipeline.factories.push(traceFactory, throttleFactory);
  const diskId = (name: string) => `${config.resourceGroup}/providers/Microsoft.Compute/disks/${name}`;
  return {
    resourceGroup: config.resourceGroup,
    watched: footprint,
    diskId,
    workstations: (abortSignal) =>
      callAzure('list the workstations', async () =>
        (await allOf(machines.virtualMachines.list(stations.name, { abortSignal }))).map(workstationOf),
      ),
    find: (name, signal) => callAzure('look for the disk', () => find(at(signal), name)),
    importCopy: (disk, from, signal) =>
      importCopy(at(signal), {
        ...blankDisk(config, disk),
        creationData: {
          createOption: 'Import',
          sourceUri: `${config.lockerBlobEndpoint}/${from.container}/${encodeURI(from.blob)}`,
          storageAccountId: config.lockerAccountId,
        },
        name: disk.name,
      }),
    upload: async (disk, image, why, progress, signal) => {
      const made = blankDisk(config, { ...disk, tags: { ...disk.tags, [pathReasonTag]: why.slice(0, 250) } });
      const url = await callAzure('make an empty disk', () =>
        openForUpload(at(signal), disk.name, {
          ...made,
          creationData: { createOption: 'Upload', uploadSizeBytes: Number(disk.sizeBytes) },
        }),
      );
      await uploadDisk(new PageBlobClient(url, pipeline), image, progress, signal);
      await callAzure('end the upload', () => closeLinks(at(signal), disk.name));
    },
    reading: async (name, read, signal) => {
      const url = await callAzure('open the disk', () => openForReading(at(signal), name));
      try {
        const blob = new PageBlobClient(url, pipeline);
        return await read(await callAzure('open the disk', () => openBlob(blob, signal)));
      } finally {
        // Also after an abort: a link left open would keep the disk from being attached.
        await callAzure('close the disk', () => closeLinks(at(AbortSignal.timeout(60_000)), name));
      }
    },
    attach: (name, machineId, lun, signal) =>
      callAzure('attach the disk', () => attach(machines, diskId(name), machineId, lun, signal)),
    detach: (name, machineId, signal) =>
      callAzure('detach the disk', () => detach(machines, diskId(name), machineId, signal)),
    remove: (name, signal) => callAzure('delete the disk', () => remove(at(signal), name)),
  };
}

function groupOf(id: string): { readonly subscriptionId: string; readonly name: string } {
  const [, subscriptionId, name] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i.exec(id) ?? [];
  if (subscriptionId === undefined || name === undefined)
    throw new CustodyError('invalid-input', `This is not the id of a resource group: ${id.slice(0, 200)}`);
  return { subscriptionId, name };
}

/** Every setting is explicit: Azure's defaults are public. */
function blankDisk(config: WorkingDisksConfig, { region, osType, tags }: NewDisk) {
  return {
    location: region,
    tags: { ...tags },
    sku: { name: 'StandardSSD_LRS' },
    ...(osType === null ? {} : { osType }),
    networkAccessPolicy: 'AllowPrivate',
    publicNetworkAccess: 'Disabled',
    diskAccessId: `${config.resourceGroup}/providers/Microsoft.Compute/diskAccesses/${diskAccessName}`,
  } as const;
}

async function get({ compute, group, signal }: At, name: string): Promise<Disk | null> {
  try {
    return await compute.disks.get(group, name, { abortSignal: signal });
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function find(at: At, name: string): Promise<WorkingDisk | null> {
  const disk = await get(at, name);
  if (disk === null) return null;
  const uploading = /Upload/.test(disk.diskState ?? '');
  return {
    diskId: disk.id ?? '',
    path: disk.creationData?.createOption === 'Import' ? 'import' : 'upload',
    pathReason: disk.tags?.[pathReasonTag] ?? null,
    whole: disk.provisioningState === 'Succeeded' && !uploading,
    attachedTo: disk.managedBy?.toLowerCase() ?? null,
  };
}

/** A disk that Azure could not fill stays behind as failed: it is removed, so that its name is free for an upload. */
async function importCopy(at: At, { name, ...disk }: Disk & { readonly name: string }) {
  const { compute, group, signal: abortSignal } = at;
  try {
    await callAzure('import the copy', async () => {
      await compute.disks.createOrUpdate(group, name, disk, { abortSignal, updateIntervalInMs });
    });
    return { refused: null };
  } catch (error) {
    if (!(error instanceof CustodyError) || error.code !== 'cloud-refused') throw error;
    await callAzure('delete the disk that could not be filled', () => remove(at, name));
    return { refused: error.message };
  }
}

async function openForUpload(at: At, name: string, disk: Disk): Promise<string> {
  const { compute, group, signal: abortSignal } = at;
  await compute.disks.createOrUpdate(group, name, disk, { abortSignal, updateIntervalInMs });
  return await grantLink(at, name, 'Write', uploadSeconds);
}

function openForReading(at: At, name: string): Promise<string> {
  return grantLink(at, name, 'Read', readSeconds);
}

async function grantLink(
  { compute, group, signal: abortSignal }: At,
  name: string,
  access: 'Read' | 'Write',
  durationInSeconds: number,
): Promise<string> {
  const data = { access, durationInSeconds };
  const answer = await compute.disks.grantAccess(group, name, data, { abortSignal, updateIntervalInMs });
  if (answer.accessSAS !== undefined) return answer.accessSAS;
  throw new CustodyError('cloud-unavailable', 'Azure granted access to the disk but gave no link.');
}

/** The end of an upload is what makes the disk whole. */
async function closeLinks({ compute, group, signal: abortSignal }: At, name: string): Promise<void> {
  await compute.disks.revokeAccess(group, name, { abortSignal, updateIntervalInMs });
}

function workstationOf(machine: VirtualMachine): Workstation {
  return {
    machineId: (machine.id ?? '').toLowerCase(),
    name: machine.name ?? '',
    region: machine.location,
    takenLuns: (machine.storageProfile?.dataDisks ?? []).map(({ lun }) => lun),
  };
}

async function attach(
  compute: ComputeManagementClient,
  diskId: string,
  machineId: string,
  lun: number,
  abortSignal: AbortSignal,
): Promise<void> {
  const { resourceGroup, name } = parseResourceId(machineId);
  const machine = await compute.virtualMachines.get(resourceGroup, name, { abortSignal });
  const place = placeOf(machine, diskId);
  if (place === lun) return;
  if (place !== undefined || workstationOf(machine).takenLuns.includes(lun))
    throw new CustodyError('conflict', `LUN ${lun} of ${name} is not free for this disk.`);
  const disk = { diskId, lun, caching: 'None', deleteOption: 'Detach' } as const;
  await compute.virtualMachines.attachDetachDataDisks(
    resourceGroup,
    name,
    { dataDisksToAttach: [disk] },
    { abortSignal, updateIntervalInMs },
  );
}

async function detach(
  compute: ComputeManagementClient,
  diskId: string,
  machineId: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const { resourceGroup, name } = parseResourceId(machineId);
  try {
    const machine = await compute.virtualMachines.get(resourceGroup, name, { abortSignal });
    if (placeOf(machine, diskId) === undefined) return;
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  await compute.virtualMachines.attachDetachDataDisks(
    resourceGroup,
    name,
    { dataDisksToDetach: [{ diskId }] },
    { abortSignal, updateIntervalInMs },
  );
}

function placeOf(machine: VirtualMachine, diskId: string): number | undefined {
  const disks = machine.storageProfile?.dataDisks ?? [];
  return disks.find((one) => one.managedDisk?.id?.toLowerCase() === diskId.toLowerCase())?.lun;
}

async function remove(at: At, name: string): Promise<void> {
  const { compute, group, signal: abortSignal } = at;
  const disk = await get(at, name);
  if (disk === null) return;
  if (disk.managedBy !== undefined && disk.managedBy !== null)
    throw new CustodyError('conflict', `The disk ${name} is still attached to ${disk.managedBy}.`);
  if (/^Active/.test(disk.diskState ?? '')) await closeLinks(at, name);
  await compute.disks.delete(group, name, { abortSignal, updateIntervalInMs });
  if ((await get(at, name)) !== null)
    throw new CustodyError('cloud-unavailable', `The disk ${name} is still there after it was deleted.`);
}
