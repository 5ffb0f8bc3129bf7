import { describe, expect, it } from 'vitest';
import { type CatalogueDisk, machineCatalogue } from '../../../lib/embedded/arm/machine-catalogue.ts';
import type { DiskImage } from '../../../lib/embedded/cloud-parts.ts';

describe('the disks of dropped files', () => {
  it('equal file names of two machines are two disks', () => {
    const disks = droppedDisks('vm-a/os.vhd', 'vm-b/os.vhd');
    expect(disks.map((disk) => disk.name)).toEqual(['vm-a-os', 'vm-b-os']);
    expectAllDistinct(disks);
  });

  it('names that Azure would not tell apart are told apart by a mark', () => {
    const disks = droppedDisks(
      'vm-a/my disk.vhd',
      'vm-a/my-disk.vhd',
      'vm-a/MY-disk.vhd',
      'a/b-c.vhd',
      'a-b/c.vhd',
      'vm 1/os.vhd',
      'vm-1/os.vhd',
    );
    expect(disks).toHaveLength(7);
    expectAllDistinct(disks);
  });

  it('two folders whose names become one are two machines', () => {
    const machines = machineCatalogue([dropped('vm 1/os.vhd'), dropped('vm-1/os.vhd')]).filter(
      (machine) => machine.imported,
    );
    expect(new Set(machines.map((machine) => machine.id.toLowerCase())).size).toBe(2);
    expect(new Set(machines.map((machine) => machine.vmId)).size).toBe(2);
  });

  it('one more file never moves another file’s id', () => {
    const idOf = (key: string, ...keys: string[]) =>
      droppedDisks(...keys).find((disk) => disk.imageKey === key)?.id;
    expect(idOf('vm-web-03/logs.vhd', 'vm-web-03/audit.vhd', 'vm-web-03/logs.vhd')).toBe(
      idOf('vm-web-03/logs.vhd', 'vm-web-03/logs.vhd'),
    );
  });

  it('a dropped file does not take the name of a demo disk that serves another image', () => {
    const catalogue = machineCatalogue([dropped('vm-hr-04/os.vhd')]);
    const disks = catalogue.find((machine) => machine.name === 'vm-hr-04')?.disks ?? [];
    expect(disks.map((disk) => disk.imageKey)).toEqual(['vm-web-03/data-0.vhd', 'vm-hr-04/os.vhd']);
    expectAllDistinct(disks);
  });
});

function droppedDisks(...keys: readonly string[]) {
  const disks = machineCatalogue(keys.map(dropped)).flatMap((machine) => machine.disks);
  return disks.filter((disk) => keys.includes(disk.imageKey));
}

function expectAllDistinct(disks: readonly CatalogueDisk[]): void {
  expect(new Set(disks.map((disk) => disk.id.toLowerCase())).size).toBe(disks.length);
  expect(new Set(disks.map((disk) => disk.uniqueId)).size).toBe(disks.length);
}

function dropped(key: string): DiskImage {
  const [vmName = '', fileName = ''] = key.split('/');
  return { key, vmName, fileName, demo: false, format: 'fixed', problem: null, virtualSizeBytes: 1_048_576n };
}
