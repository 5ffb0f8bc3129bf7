import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BundleFiles } from '../bundle/bundle-files.ts';

const pieceBytes = 1024 * 1024;

/** The regular files of a folder; links are not followed. Throws if there is no such folder. */
export async function folderFiles(folder: string): Promise<BundleFiles> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  return {
    paths: new Set(paths),
    read: (path) => readFile(join(folder, path)),
    pieces: (path) => createReadStream(join(folder, path), { highWaterMark: pieceBytes }),
  };
}
