import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotFile } from './snapshot-file.ts';

const suffix = '.vhd';

/** Disks made from evidence: files of their own, which whoever attaches them may change. */
export interface WorkingDisks {
  /** Makes an empty disk of that many bytes, footer included; one that is there is made anew. */
  create(diskId: string, sizeBytes: number, now: Date): Promise<SnapshotFile>;
  find(diskId: string): SnapshotFile | null;
  write(diskId: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  writeTo(disk: SnapshotFile, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  remove(diskId: string): Promise<void>;
}

export async function openWorkingDisks(folder: string): Promise<WorkingDisks> {
  mkdirSync(folder, { recursive: true });
  const known = new Map<string, SnapshotFile>();
  const names = await readdir(folder);
  await Promise.all(
    names.filter((name) => !name.endsWith(suffix)).map((name) => rm(join(folder, name), { force: true })),
  );
  for (const name of names.filter((each) => each.endsWith(suffix))) {
    await using file = await open(join(folder, name));
    const { size, birthtime } = await file.stat();
    known.set(name, describe(folder, name, size, birthtime));
  }
  return {
    async create(diskId, sizeBytes, now) {
      const name = fileName(diskId);
      const partial = join(folder, `${name}.partial`);
      await using file = await open(partial, 'w');
      await file.truncate(sizeBytes);
      await rename(partial, join(folder, name));
      const made = describe(folder, name, sizeBytes, now);
      known.set(name, made);
      return made;
    },
    find: (diskId) => known.get(fileName(diskId)) ?? null,
    write: (diskId, offset, bytes) => writeAt(join(folder, fileName(diskId)), offset, bytes),
    writeTo: (disk, offset, bytes) => writeAt(disk.path, offset, bytes),
    async remove(diskId) {
      known.delete(fileName(diskId));
      await rm(join(folder, fileName(diskId)), { force: true });
    },
  };
}

async function writeAt(path: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'r+');
  let at = offset;
  for await (const piece of bytes) {
    await file.write(piece, 0, piece.length, at);
    at += piece.length;
  }
}

function describe(folder: string, name: string, sizeBytes: number, createdAt: Date): SnapshotFile {
  return {
    snapshotId: name,
    path: join(folder, name),
    sizeBytes,
    payloadBytes: sizeBytes - 512,
    etag: `"0x8D${name.slice(0, 13).toUpperCase()}"`,
    createdAt,
    spans: [{ start: 0, end: sizeBytes }],
  };
}

function fileName(diskId: string): string {
  return `${createHash('sha256').update(diskId.toLowerCase()).digest('hex').slice(0, 32)}${suffix}`;
}
