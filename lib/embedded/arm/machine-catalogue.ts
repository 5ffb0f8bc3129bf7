import { stableGuid } from '../cloud/authorization.ts';
import { subscriptions, tenantId } from '../cloud/tenant.ts';
import type { DiskImage } from '../cloud-parts.ts';

/** A managed disk of the catalogue. `imageKey` leads to its bytes in the disk store. */
export interface CatalogueDisk {
  readonly id: string;
  readonly name: string;
  readonly lun: number | null; // null: the OS disk
  readonly imageKey: string;
  readonly sizeBytes: number;
  readonly sku: string;
  readonly networkAccessPolicy: 'AllowAll' | 'DenyAll';
  readonly encrypted: boolean; // Azure Disk Encryption
  readonly problem: string | null;
  readonly uniqueId: string;
  readonly machine: CatalogueMachine;
}

export interface CatalogueMachine {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly osType: 'Linux' | 'Windows';
  readonly osName: string;
  readonly osVersion: string;
  readonly size: string;
  readonly power: 'running' | 'deallocated';
  readonly ephemeral: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly vmId: string;
  readonly imported: boolean;
  readonly disks: readonly CatalogueDisk[];
}

interface MachineSeed {
  readonly name: string;
  readonly subscription?: keyof typeof subscriptions;
  readonly group: string;
  readonly location?: string;
  readonly os: readonly ['Linux' | 'Windows', string, string];
  readonly size: string;
  readonly power?: 'running' | 'deallocated';
  readonly ephemeral?: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly disks: readonly DiskSeed[];
}

interface DiskSeed {
  readonly image: string;
  readonly lun: number | null;
  readonly sku?: string;
  readonly policy?: 'DenyAll';
  readonly encrypted?: boolean;
}

const ubuntu = ['Linux', 'ubuntu', '22.04'] as const;
const windows = ['Windows', 'Windows Server 2022 Datacenter', '10.0.20348.2762'] as const;

const seeds: readonly MachineSeed[] = [
  {
    name: 'vm-web-03',
    group: 'rg-web-prod',
    os: ubuntu,
    size: 'Standard_D4s_v5',
    tags: { service: 'storefront', environment: 'production' },
    disks: [
      { image: 'vm-web-03/os.vhd', lun: null },
      { image: 'vm-web-03/data-0.vhd', lun: 0 },
    ],
  },
  {
    name: 'vm-fin-01',
    group: 'rg-finance-prod',
    os: windows,
    size: 'Standard_E8s_v5',
    tags: { service: 'ledger-reporting', environment: 'production' },
    disks: [
      { image: 'vm-fin-01/os.vhd', lun: null },
      { image: 'vm-fin-01/data-0.vhd', lun: 0 },
      { image: 'vm-fin-01/data-1.vhd', lun: 1, sku: 'StandardSSD_LRS' },
    ],
  },
  {
    name: 'vm-batch-07',
    group: 'rg-batch-prod',
    os: ubuntu,
    size: 'Standard_D8ds_v5',
    ephemeral: true,
    tags: { service: 'nightly-batch', environment: 'production' },
    disks: [],
  },
  {
    name: 'vm-sql-01',
    group: 'rg-data-prod',
    os: windows,
    size: 'Standard_E16s_v5',
    tags: { service: 'orders-database', environment: 'production' },
    disks: [{ image: 'vm-sql-01/os.vhd', lun: null, encrypted: true }],
  },
  {
    name: 'vm-vault-02',
    group: 'rg-secrets-prod',
    location: 'northeurope',
    os: ubuntu,
    size: 'Standard_D2s_v5',
    tags: { service: 'certificate-authority', environment: 'production' },
    disks: [{ image: 'vm-vault-02/os.vhd', lun: null, policy: 'DenyAll' }],
  },
  {
    name: 'vm-ultra-01',
    group: 'rg-trading-prod',
    location: 'northeurope',
    os: ubuntu,
    size: 'Standard_E32s_v5',
    tags: { service: 'order-matching', environment: 'production' },
    disks: [
      { image: 'vm-ultra-01/os.vhd', lun: null },
      { image: 'vm-ultra-01/data-0.vhd', lun: 0, sku: 'UltraSSD_LRS' },
    ],
  },
  {
    name: 'vm-hr-04',
    subscription: 'restricted',
    group: 'rg-personnel',
    os: ubuntu,
    size: 'Standard_D2s_v5',
    power: 'deallocated',
    tags: { service: 'personnel-files', environment: 'production' },
    disks: [{ image: 'vm-web-03/data-0.vhd', lun: null }],
  },
];

const placeholderBytes = 64 * 1024 * 1024; // shown for a demo disk whose image file is missing

/** The machines of the embedded tenant: the demo ones, and one for each folder dropped into cloud/disks. */
export function machineCatalogue(images: readonly DiskImage[]): readonly CatalogueMachine[] {
  const demoNames = new Set(seeds.map((seed) => seed.name));
  const imported = new Map<string, DiskImage[]>();
  for (const image of images.filter((one) => !one.demo && !demoNames.has(one.vmName)))
    imported.set(image.vmName, [...(imported.get(image.vmName) ?? []), image]);
  const dropped = [...imported].map(([name, files]) => machineOf(importedSeed(name, files), images, true));
  return [...seeds.map((seed) => machineOf(withDropped(seed, images), images, false)), ...dropped];
}

/** A file dropped into a demo machine's folder is one more data disk, unless it stands in for a disk of that name. */
function withDropped(seed: MachineSeed, images: readonly DiskImage[]): MachineSeed {
  const known = new Set(seed.disks.map((disk) => disk.image));
  const more = images.filter((image) => image.vmName === seed.name && !image.demo && !known.has(image.key));
  const nextLun = 1 + Math.max(-1, ...seed.disks.map((disk) => disk.lun ?? -1));
  const added = more.map((image, index) => ({ image: image.key, lun: nextLun + index }));
  return { ...seed, disks: [...seed.disks, ...added] };
}

function importedSeed(name: string, files: readonly DiskImage[]): MachineSeed {
  const ordered = [...files].sort(
    (a, b) => rank(a.fileName) - rank(b.fileName) || a.key.localeCompare(b.key),
  );
  return {
    name: resourceName(name),
    group: 'rg-imported',
    os: ['Linux', 'not known', ''],
    size: 'Standard_D2s_v5',
    power: 'deallocated',
    tags: { origin: 'machines-folder' },
    disks: ordered.map((image, index) => ({ image: image.key, lun: index === 0 ? null : index - 1 })),
  };
}

/** A file named like an OS disk comes first; otherwise the first by name is the OS disk. */
function rank(fileName: string): number {
  return /^os\b/i.test(fileName) ? 0 : 1;
}

function machineOf(seed: MachineSeed, images: readonly DiskImage[], imported: boolean): CatalogueMachine {
  const subscriptionId = subscriptions[seed.subscription ?? 'production'];
  const disks: CatalogueDisk[] = [];
  const machine: CatalogueMachine = {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${seed.group}/providers/Microsoft.Compute/virtualMachines/${seed.name}`,
    name: seed.name,
    subscriptionId,
    resourceGroup: seed.group,
    location: seed.location ?? 'westeurope',
    osType: seed.os[0],
    osName: seed.os[1],
    osVersion: seed.os[2],
    size: seed.size,
    power: seed.power ?? 'running',
    ephemeral: seed.ephemeral === true,
    tags: seed.tags,
    vmId: stableGuid(`${tenantId} vm ${seed.name}`),
    imported,
    disks,
  };
  disks.push(...seed.disks.map((disk) => diskOf(disk, machine, images)));
  return machine;
}

function diskOf(seed: DiskSeed, machine: CatalogueMachine, images: readonly DiskImage[]): CatalogueDisk {
  const image = images.find((one) => one.key === seed.image);
  const name = machine.imported
    ? fileTitle(seed.image)
    : `${machine.name}-${seed.lun === null ? 'os' : `data-${seed.lun}`}`;
  return {
    id: `/subscriptions/${machine.subscriptionId}/resourceGroups/${machine.resourceGroup}/providers/Microsoft.Compute/disks/${name}`,
    name,
    lun: seed.lun,
    imageKey: seed.image,
    sizeBytes:
      image === undefined || image.format === 'invalid' ? placeholderBytes : Number(image.virtualSizeBytes),
    sku: seed.sku ?? 'Premium_LRS',
    networkAccessPolicy: seed.policy ?? 'AllowAll',
    encrypted: seed.encrypted === true,
    problem: image === undefined ? `The image ${seed.image} is missing.` : image.problem,
    uniqueId: stableGuid(`${tenantId} disk ${machine.name} ${name}`),
    machine,
  };
}

/** A dropped file keeps its own name as the disk's name. */
function fileTitle(imageKey: string): string {
  return resourceName((imageKey.split('/').at(-1) ?? imageKey).replace(/\.vhd$/i, ''));
}

/** Azure's resource names have letters, digits, `-`, `_` and `.` only. */
function resourceName(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/g, '-');
}
