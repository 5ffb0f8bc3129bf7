import type { StateFile } from '../cloud/cloud-state.ts';
import type { CatalogueDisk, CatalogueMachine } from './machine-catalogue.ts';

/** A machine's disks: those it came with and the working copies attached since. */
export function storageProfile(machine: CatalogueMachine, store: StateFile): Record<string, unknown> {
  const os = machine.disks.find((disk) => disk.lun === null);
  const { name } = machine;
  const working = Object.values(store.state.workingDisks).filter(
    (disk) => disk.attachedTo?.machineId === machine.id,
  );
  return {
    osDisk: {
      osType: machine.osType,
      name: os?.name ?? `${name}-os`,
      createOption: 'FromImage',
      caching: machine.ephemeral ? 'ReadOnly' : 'ReadWrite',
      ...(machine.ephemeral
        ? { diffDiskSettings: { option: 'Local', placement: 'CacheDisk' }, diskSizeGB: 30 }
        : {}),
      ...(os === undefined
        ? {}
        : { managedDisk: { storageAccountType: os.sku, id: os.id }, diskSizeGB: gigabytes(os) }),
      deleteOption: 'Detach',
    },
    dataDisks: [
      ...machine.disks
        .filter((disk) => disk.lun !== null)
        .map((disk) => ({
          lun: disk.lun,
          name: disk.name,
          createOption: 'Attach',
          caching: 'None',
          managedDisk: { storageAccountType: disk.sku, id: disk.id },
          deleteOption: 'Detach',
          diskSizeGB: gigabytes(disk),
          toBeDetached: false,
        })),
      ...working.map((disk) => ({
        lun: disk.attachedTo?.lun,
        name: disk.name,
        createOption: 'Attach',
        caching: 'None',
        managedDisk: { storageAccountType: disk.sku, id: disk.id },
        deleteOption: 'Detach',
        toBeDetached: false,
      })),
    ],
  };
}

export function gigabytes(disk: CatalogueDisk): number {
  return Math.max(1, Math.ceil(disk.sizeBytes / 1024 ** 3));
}
