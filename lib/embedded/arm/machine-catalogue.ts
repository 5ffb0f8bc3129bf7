import { stableGuid } from '../cloud/stable-guid.ts';
import { forensicMachine, subscriptions, tenantId } from '../cloud/tenant.ts';
import type { DiskImage } from '../cloud-parts.ts';
import { diskNames, machineNames } from './dropped-names.ts';

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
    name: forensicMachine,
    subscription: 'soc',
    group: 'rg-soc-workstations',
    os: windows,
    size: 'Standard_E16s_v5',
    tags: { service: 'forensics', environment: 'soc' },
    disks: [],
  },
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

/** What the catalogue is made from: the images by key, and the names of the disks that were dropped. */
interface Stock {
  readonly images: ReadonlyMap<string, DiskImage>;
  readonly names: ReadonlyMap<string, string>;
}

/** The machines of the embedded tenant: the demo ones, and one for each folder dropped into cloud/disks. */
export function machineCatalogue(images: readonly DiskImage[]): readonly CatalogueMachine[] {
  const demoKeys = new Set(seeds.flatMap((seed) => seed.disks.map((disk) => disk.image)));
  const dropped = images.filter((image) => !image.demo && !demoKeys.has(image.key));
  const demoDisks = seeds.flatMap((seed) => seed.disks.map((disk) => demoDiskName(seed.name, disk)));
  const stock: Stock = {
    images: new Map(images.map((image) => [image.key, image])),
    names: diskNames(dropped, demoDisks),
  };
  const demo = seeds.map((seed) => machineOf(withDropped(seed, dropped), stock, false));
  return [...demo, ...importedSeeds(dropped).map((seed) => machineOf(seed, stock, true))];
}

/** A file dropped into a demo machine's folder is one more data disk, unless it stands in for a disk of that name. */
function withDropped(seed: MachineSeed, dropped: readonly DiskImage[]): MachineSeed {
  const more = dropped.filter((image) => image.vmName === seed.name);
  const nextLun = 1 + Math.max(-1, ...seed.disks.map((disk) => disk.lun ?? -1));
  const added = more.map((image, index) => ({ image: image.key, lun: nextLun + index }));
  return { ...seed, disks: [...seed.disks, ...added] };
}

function importedSeeds(dropped: readonly DiskImage[]): readonly MachineSeed[] {
  const demoNames = new Set(seeds.map((seed) => seed.name));
  const imported = dropped.filter((image) => !demoNames.has(image.vmName));
  return [...machineNames(imported)].map(([vmName, name]) =>
    importedSeed(
      name,
      imported.filter((image) => image.vmName === vmName),
    ),
  );
}

function importedSeed(name: string, files: readonly DiskImage[]): MachineSeed {
  const ordered = [...files].sort(
    (a, b) => rank(a.fileName) - rank(b.fileName) || a.key.localeCompare(b.key),
  );
  return {
    name,
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

function machineOf(seed: MachineSeed, stock: Stock, imported: boolean): CatalogueMachine {
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
  disks.push(...seed.disks.map((disk) => diskOf(disk, machine, stock)));
  return machine;
}

function diskOf(seed: DiskSeed, machine: CatalogueMachine, stock: Stock): CatalogueDisk {
  const image = stock.images.get(seed.image);
  const name = stock.names.get(seed.image) ?? demoDiskName(machine.name, seed);
  return {
    id: `/subscriptions/${machine.subscriptionId}/resourceGroups/${machine.resourceGroup}/providers/Microsoft.Compute/disks/${name}`,
    name,
    lun: seed.lun,
    imageKey: seed.image,
    sizeBytes: Number(image?.virtualSizeBytes ?? 0),
    sku: seed.sku ?? 'Premium_LRS',
    networkAccessPolicy: seed.policy ?? 'AllowAll',
    encrypted: seed.encrypted === true,
    problem: image === undefined ? `The image ${seed.image} is missing.` : image.problem,
    uniqueId: stableGuid(`${tenantId} disk ${machine.name} ${name}`),
    machine,
  };
}

function demoDiskName(machine: string, seed: DiskSeed): string {
  return `${machine}-${seed.lun === null ? 'os' : `data-${seed.lun}`}`;
}
