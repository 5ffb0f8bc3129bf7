import { randomBytes, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFixedFooter } from '../hashing/vhd.ts';

const mib = 1024 ** 2;
const gib = 1024 ** 3;

/** The machine that the dropped files become. */
export const benchMachine = 'bench';
export const fullDisk = { name: 'random', payloadBytes: gib, dataBytes: gib };
/** 1,024 pieces of 256 KiB, spread evenly. */
export const sparseDisk = { name: 'sparse', payloadBytes: 64 * gib, dataBytes: 256 * mib };

/** Puts the benchmark's disks where the local cloud finds them: fixed VHDs, the holes as holes of the file. */
export async function makeBenchDisks(home: string, large: boolean): Promise<void> {
  const folder = join(home, 'cloud/disks', benchMachine);
  await mkdir(folder, { recursive: true });
  await makeDisk(join(folder, `${fullDisk.name}.vhd`), fullDisk.payloadBytes, (file) =>
    scatter(file, mib, mib, gib / mib),
  );
  if (large)
    await makeDisk(join(folder, `${sparseDisk.name}.vhd`), sparseDisk.payloadBytes, (file) =>
      scatter(file, 256 * 1024, 64 * mib, 1024),
    );
}

async function makeDisk(path: string, payloadBytes: number, write: (file: FileHandle) => Promise<void>) {
  await using file = await open(path, 'w');
  await file.truncate(payloadBytes);
  await write(file);
  const footer = makeFixedFooter(BigInt(payloadBytes), randomUUID(), new Date());
  await file.write(footer, 0, footer.length, payloadBytes);
}

async function scatter(file: FileHandle, pieceBytes: number, every: number, pieces: number): Promise<void> {
  for (let piece = 0; piece < pieces; piece += 1)
    await file.write(randomBytes(pieceBytes), 0, pieceBytes, piece * every);
}
