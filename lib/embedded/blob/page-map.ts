import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSpan } from './byte-span.ts';

interface StoredMap {
  readonly path: string;
  readonly version: string;
  readonly spans: readonly (readonly [number, number])[];
}

/**
 * Where a disk image holds data, as an earlier scan of this very version of the file found it; null if there was
 * none. So a large sparse file is read from end to end once, not at each snapshot.
 */
export async function knownPages(
  folder: string,
  path: string,
  file: Stats,
): Promise<readonly ByteSpan[] | null> {
  const stored = await readMap(mapFile(folder, path));
  if (stored === null || stored.path !== path || stored.version !== fileVersion(file)) return null;
  return stored.spans.map(([start, end]) => ({ start, end }));
}

/** Keeps what a whole scan found. Written beside and renamed into place: half a map never counts. */
export async function keepPages(
  folder: string,
  path: string,
  file: Stats,
  spans: StoredMap['spans'],
): Promise<void> {
  const target = mapFile(folder, path);
  const map: StoredMap = { path, version: fileVersion(file), spans };
  await writeFile(`${target}.partial`, JSON.stringify(map));
  await rename(`${target}.partial`, target);
}

/** Size and times. The change time too: a copy that keeps the modification time is another version all the same. */
export function fileVersion(file: Stats): string {
  return `${file.size} ${file.mtimeMs} ${file.ctimeMs} ${file.ino}`;
}

async function readMap(path: string): Promise<StoredMap | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as StoredMap;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function mapFile(folder: string, path: string): string {
  return join(folder, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`);
}
