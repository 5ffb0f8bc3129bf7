import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskStore } from '../cloud-parts.ts';
import { type ExportAccess, exportLinks } from './export-links.ts';
import { type FoundImage, findDiskImages } from './find-disk-images.ts';
import { findSnapshots, removeSnapshot, type SnapshotFile, writeSnapshot } from './snapshot-file.ts';
import { unpackDemoDisks } from './unpack-demo-disks.ts';
import { openWorkingDisks } from './working-disks.ts';

/** The disk store with the door that only the export server and the blob service use. */
export interface ExportingDiskStore extends DiskStore {
  access(url: URL): ExportAccess;
  /** Bytes that came over a write link. */
  receive(disk: SnapshotFile, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void>;
}

/**
 * Opens the disks under `<home>/cloud`: unpacks the demo disks at first start, lists them and what was dropped
 * into `disks/<vm name>/`, and finds the snapshots of earlier runs. A dropped file hides a demo disk of its name.
 */
export async function openDiskStore(options: {
  readonly home: string;
  readonly exportBaseUrl: () => string;
  readonly now: () => Date;
}): Promise<ExportingDiskStore> {
  const { now } = options;
  const cloud = join(options.home, 'cloud');
  const folders = {
    demo: join(cloud, 'demo-disks'),
    dropped: join(cloud, 'disks'),
    snapshots: join(cloud, 'snapshots'),
    pageMaps: join(cloud, 'page-maps'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  await unpackDemoDisks(folders.demo);
  const images = new Map<string, FoundImage>();
  for (const found of await findDiskImages(folders.demo, true)) images.set(found.image.key, found);
  for (const found of await findDiskImages(folders.dropped, false)) images.set(found.image.key, found);
  const snapshots = new Map((await findSnapshots(folders.snapshots)).map((each) => [each.snapshotId, each]));
  const underway = new Map<string, Promise<SnapshotFile>>();
  const links = exportLinks(options.exportBaseUrl, now);
  const working = await openWorkingDisks(join(cloud, 'working-disks'));

  async function snapshotOf(diskKey: string, snapshotId: string): Promise<SnapshotFile> {
    const found = images.get(diskKey);
    if (found === undefined) throw new Error(`There is no disk image ${diskKey}.`);
    if (found.image.problem !== null) throw new Error(`${diskKey}: ${found.image.problem}`);
    const snapshot = await writeSnapshot(folders, snapshotId, found.path, now());
    snapshots.set(snapshotId, snapshot);
    return snapshot;
  }

  return {
    list: () => [...images.values()].map((found) => found.image),

    async takeSnapshot(diskKey, snapshotId) {
      const known = snapshots.get(snapshotId);
      if (known !== undefined) return { sizeBytes: BigInt(known.payloadBytes) };
      const taking = underway.get(snapshotId) ?? snapshotOf(diskKey, snapshotId);
      underway.set(snapshotId, taking);
      try {
        return { sizeBytes: BigInt((await taking).payloadBytes) };
      } finally {
        underway.delete(snapshotId);
      }
    },

    async deleteSnapshot(snapshotId) {
      links.close(snapshotId);
      snapshots.delete(snapshotId);
      await removeSnapshot(folders.snapshots, snapshotId);
    },

    grant(snapshotId, seconds) {
      const snapshot = snapshots.get(snapshotId);
      if (snapshot === undefined) throw new Error('There are no disk bytes under this snapshot.');
      return links.open(snapshot, seconds);
    },

    revoke: (snapshotId) => links.close(snapshotId),

    async createDisk(diskId, sizeBytes) {
      await working.create(diskId, sizeBytes, now());
    },
    fillDisk: (diskId, bytes) => working.write(diskId, 0, bytes),
    grantDisk(diskId, seconds, writable) {
      const disk = working.find(diskId);
      if (disk === null) throw new Error('There are no bytes under this disk.');
      return links.open(disk, seconds, writable);
    },
    revokeDisk(diskId) {
      const disk = working.find(diskId);
      if (disk !== null) links.close(disk.snapshotId);
    },
    async deleteDisk(diskId) {
      const disk = working.find(diskId);
      if (disk !== null) links.close(disk.snapshotId);
      await working.remove(diskId);
    },
    receive: (disk, offset, bytes) => working.writeTo(disk, offset, bytes),

    access: (url) => links.access(url),
  };
}
