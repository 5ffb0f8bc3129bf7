import type { StateFile } from '../cloud/cloud-state.ts';
import { ArmError, resourceNotFound } from './arm-error.ts';
import type { CatalogueDisk, CatalogueMachine } from './machine-catalogue.ts';
import type { ArmRequest, ArmRoute } from './route.ts';
import { gigabytes, storageProfile } from './storage-profile.ts';
import { workingDisk, workingDiskBody } from './working-disk-body.ts';

export const computeVersion = '2026-03-01';
const diskVersion = '2025-01-02';
const group = '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute';
const pageSize = 4; // small, so that a client that does not follow nextLink is found out

/** Virtual machines and their managed disks: read only. Shapes: Compute 2024-07-01, DiskRP 2025-01-02. */
export function machineRoutes(options: {
  readonly machines: readonly CatalogueMachine[];
  readonly seededAt: Date;
  readonly store: StateFile;
  readonly now: () => Date;
}): readonly ArmRoute[] {
  const { machines, store } = options;
  const created = new Date(options.seededAt.getTime() - 214 * 86_400_000).toISOString();
  const disks = machines.flatMap((one) => one.disks);
  const read = { method: 'GET', apiVersion: computeVersion } as const;
  return [
    {
      ...read,
      operation: 'VirtualMachines_ListAll',
      path: '/subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachines',
      action: 'Microsoft.Compute/virtualMachines/read',
      run: (request) =>
        page(
          request,
          machines.filter((one) => inSubscription(one.id, request)),
          (one) => machineBody(one, created, store),
        ),
    },
    {
      ...read,
      operation: 'VirtualMachines_List',
      path: `${group}/virtualMachines`,
      action: 'Microsoft.Compute/virtualMachines/read',
      run: (request) =>
        page(
          request,
          machines.filter((one) => inGroup(one.id, request)),
          (one) => machineBody(one, created, store),
        ),
    },
    {
      ...read,
      operation: 'VirtualMachines_Get',
      path: `${group}/virtualMachines/{name}`,
      action: 'Microsoft.Compute/virtualMachines/read',
      run(request) {
        const machine = find(machines, 'virtualMachines', request);
        const withView = request.query.get('$expand') === 'instanceView';
        const body = machineBody(machine, created, store);
        if (withView) Object.assign(body.properties, { instanceView: instanceView(machine, created) });
        return { status: 200, body };
      },
    },
    {
      ...read,
      operation: 'VirtualMachines_InstanceView',
      path: `${group}/virtualMachines/{name}/instanceView`,
      action: 'Microsoft.Compute/virtualMachines/instanceView/read',
      run: (request) => ({
        status: 200,
        body: instanceView(find(machines, 'virtualMachines', request), created),
      }),
    },
    {
      ...read,
      operation: 'Disks_List',
      path: '/subscriptions/{subscriptionId}/providers/Microsoft.Compute/disks',
      apiVersion: diskVersion,
      action: 'Microsoft.Compute/disks/read',
      run: (request) =>
        page(
          request,
          disks.filter((one) => inSubscription(one.id, request)),
          (one) => diskBody(one, created),
        ),
    },
    {
      ...read,
      operation: 'Disks_ListByResourceGroup',
      path: `${group}/disks`,
      apiVersion: diskVersion,
      action: 'Microsoft.Compute/disks/read',
      run: (request) =>
        page(
          request,
          disks.filter((one) => inGroup(one.id, request)),
          (one) => diskBody(one, created),
        ),
    },
    {
      ...read,
      operation: 'Disks_Get',
      path: `${group}/disks/{name}`,
      apiVersion: diskVersion,
      action: 'Microsoft.Compute/disks/read',
      run(request) {
        const working = workingDisk(store, request.resourceId);
        if (working !== undefined) return { status: 200, body: workingDiskBody(working, options.now()) };
        return { status: 200, body: diskBody(find(disks, 'disks', request), created) };
      },
    },
  ];
}

function find<T extends { readonly id: string; readonly name: string }>(
  items: readonly T[],
  type: string,
  request: ArmRequest,
): T {
  const { subscriptionId, group: groupName, name } = request.params;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${groupName}/providers/Microsoft.Compute/${type}/${name}`;
  const found = items.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw resourceNotFound(`Microsoft.Compute/${type}`, name ?? '', groupName ?? '');
  return found;
}

function inSubscription(id: string, request: ArmRequest): boolean {
  return id.toLowerCase().startsWith(`/subscriptions/${request.params.subscriptionId}/`.toLowerCase());
}

function inGroup(id: string, request: ArmRequest): boolean {
  const prefix = `/subscriptions/${request.params.subscriptionId}/resourceGroups/${request.params.group}/`;
  return id.toLowerCase().startsWith(prefix.toLowerCase());
}

function page<T>(request: ArmRequest, items: readonly T[], body: (item: T) => unknown) {
  const start = Number(request.query.get('$skiptoken') ?? '0');
  if (!Number.isInteger(start) || start < 0)
    throw new ArmError(400, 'InvalidParameter', 'The skip token is not valid.');
  const value = items.slice(start, start + pageSize).map(body);
  const next = start + pageSize;
  const link = `${request.origin}${request.path}?api-version=${request.query.get('api-version')}&$skiptoken=${next}`;
  return { status: 200, body: { value, ...(next < items.length ? { nextLink: link } : {}) } };
}

function machineBody(
  machine: CatalogueMachine,
  created: string,
  store: StateFile,
): { readonly properties: Record<string, unknown> } & Record<string, unknown> {
  const { name } = machine;
  const windows = machine.osType === 'Windows';
  return {
    name,
    id: machine.id,
    type: 'Microsoft.Compute/virtualMachines',
    location: machine.location,
    tags: machine.tags,
    properties: {
      hardwareProfile: { vmSize: machine.size },
      provisioningState: 'Succeeded',
      vmId: machine.vmId,
      storageProfile: storageProfile(machine, store),
      osProfile: {
        computerName: name,
        adminUsername: 'localadmin',
        ...(windows
          ? { windowsConfiguration: { provisionVMAgent: true } }
          : { linuxConfiguration: { disablePasswordAuthentication: true } }),
        secrets: [],
        allowExtensionOperations: true,
      },
      networkProfile: {
        networkInterfaces: [
          {
            id: machine.id.replace(
              /\/providers\/.*$/,
              `/providers/Microsoft.Network/networkInterfaces/${name}-nic`,
            ),
            properties: { primary: true },
          },
        ],
      },
      timeCreated: created,
    },
  };
}

function instanceView(machine: CatalogueMachine, created: string): Record<string, unknown> {
  const running = machine.power === 'running';
  const provisioned = {
    code: 'ProvisioningState/succeeded',
    level: 'Info',
    displayStatus: 'Provisioning succeeded',
    time: created,
  };
  return {
    ...(running ? { computerName: machine.name, osName: machine.osName, osVersion: machine.osVersion } : {}),
    hyperVGeneration: 'V2',
    disks: machine.disks.map((disk) => ({
      name: disk.name,
      statuses: [disk.problem === null ? provisioned : unreadable(disk.problem, created)],
    })),
    statuses: [
      provisioned,
      {
        code: `PowerState/${machine.power}`,
        level: 'Info',
        displayStatus: running ? 'VM running' : 'VM deallocated',
      },
    ],
  };
}

function unreadable(message: string, time: string) {
  return {
    code: 'ProvisioningState/failed',
    level: 'Error',
    displayStatus: 'Provisioning failed',
    message,
    time,
  };
}

function diskBody(disk: CatalogueDisk, created: string): Record<string, unknown> {
  const { machine } = disk;
  return {
    name: disk.name,
    id: disk.id,
    type: 'Microsoft.Compute/disks',
    location: machine.location,
    tags: machine.tags,
    managedBy: machine.id,
    sku: { name: disk.sku, tier: disk.sku.replace(/_.*$/, '').replace('SSD', '') },
    properties: {
      ...(disk.lun === null ? { osType: machine.osType, hyperVGeneration: 'V2' } : {}),
      creationData: { createOption: 'Empty' },
      diskSizeGB: gigabytes(disk),
      diskSizeBytes: disk.sizeBytes,
      diskIOPSReadWrite: 500,
      diskMBpsReadWrite: 100,
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      ...(disk.encrypted ? { encryptionSettingsCollection: encryptionSettings(disk) } : {}),
      networkAccessPolicy: disk.networkAccessPolicy,
      publicNetworkAccess: disk.networkAccessPolicy === 'DenyAll' ? 'Disabled' : 'Enabled',
      timeCreated: created,
      provisioningState: 'Succeeded',
      diskState: machine.power === 'running' ? 'Attached' : 'Reserved',
      uniqueId: disk.uniqueId,
    },
  };
}

/** Azure Disk Encryption 1.1: the key's place in a vault, never the key. */
export function encryptionSettings(disk: CatalogueDisk): Record<string, unknown> {
  const vault = disk.machine.id.replace(
    /\/providers\/.*$/,
    '/providers/Microsoft.KeyVault/vaults/kv-ade-prod',
  );
  return {
    enabled: true,
    encryptionSettings: [
      {
        diskEncryptionKey: {
          sourceVault: { id: vault },
          secretUrl: `https://kv-ade-prod.vault.azure.net/secrets/${disk.name}/5a0c8e1fbd2c4f0bb0b5cf2f1fd9a6f4`,
        },
      },
    ],
    encryptionSettingsVersion: '1.1',
  };
}
