import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

// What a cloud's first start makes at length and nobody writes again: keys, certificates, unpacked demo disks.
// Its state, its ports and its blobs are no part of it.
const copied = ['tls', 'secrets', 'tsa'];
// Half a gigabyte with holes, only ever read. A folder's link leaves the files as they are; a hard link would be a
// change of each, which a snapshot that is being taken of it notices.
const linked = 'demo-disks';

/** Lays into a fresh home what an earlier cloud of this run made at its first start, if there was one. */
export function seedCloud(home: string): void {
  const seed = inject('cloudSeed');
  const cloud = join(home, 'cloud');
  if (!existsSync(seed) || existsSync(join(cloud, 'tls'))) return;
  mkdirSync(cloud, { recursive: true });
  copyAll(seed, cloud);
  symlinkSync(join(seed, linked), join(cloud, linked));
  // The ledger of this home is older than its vault, which begins with its key.
  if (existsSync(join(home, 'keys'))) rmSync(join(cloud, 'secrets/vault.json'));
}

/** Keeps what the first cloud of the run made; call it before anybody asked it for anything. */
export function keepCloudSeed(home: string): void {
  const seed = inject('cloudSeed');
  if (existsSync(seed)) return;
  const draft = mkdtempSync(`${seed}-`);
  const disks = join(home, 'cloud', linked);
  copyAll(join(home, 'cloud'), draft);
  renameSync(disks, join(draft, linked));
  try {
    renameSync(draft, seed); // whole or not at all: other files of the run look for it at the same time
  } catch (error) {
    if (!existsSync(seed)) throw error;
    rmSync(draft, { recursive: true });
  }
  symlinkSync(join(seed, linked), disks);
}

function copyAll(from: string, to: string): void {
  for (const name of copied) cpSync(join(from, name), join(to, name), { recursive: true });
}
