import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';

// What a cloud's first start makes at length and nobody writes again: keys, certificates, unpacked demo disks.
// Its state, its ports and its blobs are no part of it.
const copied = ['tls', 'secrets', 'tsa'];
const linked = 'demo-disks';

/** Lays into a fresh home what an earlier cloud of this run made at its first start, if there was one. */
export function seedCloud(home: string): void {
  const seed = inject('cloudSeed');
  const cloud = join(home, 'cloud');
  if (!existsSync(seed) || existsSync(join(cloud, 'tls'))) return;
  lay(seed, cloud);
  // The ledger of this home is older than its vault, which begins with its key.
  if (existsSync(join(home, 'keys'))) rmSync(join(cloud, 'secrets/vault.json'));
}

/** Keeps what the first cloud of the run made; call it before anybody has changed a key. */
export function keepCloudSeed(home: string): void {
  const seed = inject('cloudSeed');
  if (existsSync(seed)) return;
  const draft = mkdtempSync(`${seed}-`);
  lay(join(home, 'cloud'), draft);
  try {
    renameSync(draft, seed); // whole or not at all: other files of the run look for it at the same time
  } catch (error) {
    if (!existsSync(seed)) throw error;
    rmSync(draft, { recursive: true });
  }
}

function lay(from: string, to: string): void {
  for (const name of copied) cpSync(join(from, name), join(to, name), { recursive: true });
  for (const entry of readdirSync(join(from, linked), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const target = join(to, file.slice(from.length));
    mkdirSync(dirname(target), { recursive: true });
    linkSync(file, target); // half a gigabyte with holes, only ever read
  }
}
