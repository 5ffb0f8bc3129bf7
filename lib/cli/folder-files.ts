import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ownPlaces } from '../bundle/bag/own-places.ts';
import { inPlainSight } from '../bundle/bag/zip-name.ts';
import type { BundleFiles } from '../bundle/bundle-files.ts';
import { LedgerError } from '../ledger/ledger-error.ts';

const pieceBytes = 1024 * 1024;
const largestAtOnce = 64 * 1024 * 1024;

/**
 * The regular files of a folder; links are not followed, but told. Throws if there is no such folder, and LedgerError for
 * names that another system would put in one place.
 */
export async function folderFiles(folder: string): Promise<BundleFiles> {
  const [paths, strangers]: [string[], string[]] = [[], []];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (entry.isFile()) paths.push(path);
    else if (!entry.isDirectory()) strangers.push(path);
  }
  const placeProblem = ownPlaces();
  for (const path of paths.sort()) {
    const problem = placeProblem(path);
    if (problem !== null) throw new LedgerError(`This folder is refused: ${problem}.`);
  }
  return {
    ...{ paths: new Set(paths), strangers: strangers.sort() },
    read: (path) => readWhole(join(folder, path), path),
    pieces: (path) => createReadStream(join(folder, path), { highWaterMark: pieceBytes }),
  };
}

async function readWhole(file: string, path: string): Promise<Uint8Array> {
  const { size } = await stat(file);
  if (size <= largestAtOnce) return await readFile(file);
  throw new LedgerError(
    `This folder is refused: ${inPlainSight(path)} is larger than a file of this kind can be.`,
  );
}
