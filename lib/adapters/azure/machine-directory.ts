import type { DataDisk, Disk, OSDisk, VirtualMachine } from '@azure/arm-compute';
import type { Machine, MachineDisk } from '../../custody/machine.ts';
import type { MachineDirectory } from '../../ports/machine-directory.ts';
import { type ArmAccess, computeClient } from './arm-clients.ts';
import { callAzure, isNotFound, statusOf } from './azure-error.ts';
import { parseResourceId } from './resource-id.ts';

/** Virtual machines and their disks as Azure Resource Manager describes them. */
export function azureMachineDirectory(config: ArmAccess & { readonly tenantId: string }): MachineDirectory {
  return {
    read: (vmResourceId, signal) =>
      callAzure('read the virtual machine', () => readMachine(config, vmResourceId, signal)),
  };
}

async function readMachine(
  config: ArmAccess & { readonly tenantId: string },
  vmResourceId: string,
  signal: AbortSignal,
): Promise<Machine | null> {
  const id = parseResourceId(vmResourceId);
  const compute = computeClient(config, id.subscriptionId);
  const vm = await orNull(
    compute.virtualMachines.get(id.resourceGroup, id.name, { expand: 'instanceView', abortSignal: signal }),
  );
  if (vm === null) return null;
  const disks = [
    ...(vm.storageProfile?.osDisk === undefined
      ? []
      : [{ attached: vm.storageProfile.osDisk, role: 'os' as const }]),
    ...(vm.storageProfile?.dataDisks ?? []).map((attached) => ({ attached, role: 'data' as const })),
  ];
  const described = disks.map(async ({ attached, role }) =>
    describeDisk(attached, role, vm, await readDisk(config, attached.managedDisk?.id, signal)),
  );
  return describeMachine(
    vm,
    config.tenantId,
    id.subscriptionId,
    id.resourceGroup,
    await Promise.all(described),
  );
}

async function readDisk(
  config: ArmAccess,
  diskId: string | undefined,
  signal: AbortSignal,
): Promise<Disk | null> {
  if (diskId === undefined) return null;
  const id = parseResourceId(diskId);
  return orNull(
    computeClient(config, id.subscriptionId).disks.get(id.resourceGroup, id.name, { abortSignal: signal }),
  );
}

/** Not there and not readable are one answer: nothing can be said of it. */
async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error) || statusOf(error) === 403) return null;
    throw error;
  }
}

function describeMachine(
  vm: VirtualMachine,
  tenantId: string,
  subscriptionId: string,
  resourceGroup: string,
  disks: readonly MachineDisk[],
): Machine {
  const power = vm.instanceView?.statuses?.find((status) => status.code?.startsWith('PowerState/'))?.code;
  return {
    resourceId: (vm.id ?? '').toLowerCase(),
    tenantId,
    subscriptionId,
    resourceGroup,
    name: vm.name ?? '',
    vmId: vm.vmId ?? '',
    region: vm.location,
    osType: vm.storageProfile?.osDisk?.osType ?? null,
    osName: vm.instanceView?.osName ?? null,
    size: vm.hardwareProfile?.vmSize ?? null,
    powerState: power?.slice('PowerState/'.length) ?? null,
    tags: vm.tags ?? {},
    disks,
    readAt: new Date().toISOString(),
  };
}

function describeDisk(
  attached: OSDisk | DataDisk,
  role: 'os' | 'data',
  vm: VirtualMachine,
  disk: Disk | null,
): MachineDisk {
  return {
    resourceId: (disk?.id ?? attached.managedDisk?.id)?.toLowerCase() ?? null,
    name: disk?.name ?? attached.name ?? role,
    role,
    lun: 'lun' in attached ? attached.lun : null,
    kind: kindOf(attached),
    sizeBytes: disk?.diskSizeBytes === undefined ? null : String(disk.diskSizeBytes),
    sku: disk?.sku?.name ?? attached.managedDisk?.storageAccountType ?? null,
    uniqueId: disk?.uniqueId ?? null,
    region: disk?.location ?? vm.location,
    osType: disk?.osType ?? ('osType' in attached ? (attached.osType ?? null) : null),
    networkAccessPolicy: disk?.networkAccessPolicy ?? null,
    publicNetworkAccess: disk?.publicNetworkAccess ?? null,
    dataAccessAuthMode: disk?.dataAccessAuthMode ?? null,
    encryption: disk?.encryption?.type ?? null,
    diskEncryptionSetId: disk?.encryption?.diskEncryptionSetId ?? null,
    azureDiskEncryption: disk?.encryptionSettingsCollection?.enabled === true || hasOldEncryption(attached),
    securityType: disk?.securityProfile?.securityType ?? vm.securityProfile?.securityType ?? null,
    maxShares: disk?.maxShares ?? 1,
    logicalSectorSize: disk?.creationData?.logicalSectorSize ?? null,
    problem: problemOf(attached, vm),
  };
}

/** What the instance view reports as an error of this disk, in Azure's words and as a whole sentence. */
function problemOf(attached: OSDisk | DataDisk, vm: VirtualMachine): string | null {
  const view = vm.instanceView?.disks?.find((one) => one.name === attached.name);
  const error = view?.statuses?.find((status) => status.level === 'Error');
  if (error === undefined) return null;
  const words = error.message ?? error.displayStatus ?? error.code ?? 'no reason given';
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

function kindOf(attached: OSDisk | DataDisk): MachineDisk['kind'] {
  if ('diffDiskSettings' in attached && attached.diffDiskSettings?.option === 'Local') return 'ephemeral';
  if (attached.managedDisk === undefined && attached.vhd !== undefined) return 'unmanaged';
  return 'managed';
}

/** Machines encrypted long ago carry the setting on the machine's OS disk and not on the disk resource. */
function hasOldEncryption(attached: OSDisk | DataDisk): boolean {
  return 'encryptionSettings' in attached && attached.encryptionSettings?.enabled === true;
}
