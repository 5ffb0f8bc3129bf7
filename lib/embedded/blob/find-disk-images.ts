import type { Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VhdError } from '../../hashing/vhd.ts';
import type { DiskImage } from '../cloud-parts.ts';
import { readVhdLayout } from './vhd-image.ts';

/** A disk image and where its bytes lie. */
export interface FoundImage {
  readonly image: DiskImage;
  readonly path: string;
}

/**
 * Finds `<folder>/<vm name>/<name>.vhd`. A file that is no whole VHD is listed as invalid with one line that
 * says why; other files are not disks and are passed over.
 */
export async function findDiskImages(folder: string, demo: boolean): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  for (const vmName of await sortedNames(folder)) {
    const vmFolder = join(folder, vmName);
    if (!(await statOrNull(vmFolder))?.isDirectory()) continue;
    for (const fileName of await sortedNames(vmFolder)) {
      if (!fileName.toLowerCase().endsWith('.vhd')) continue;
      found.push(await inspect(join(vmFolder, fileName), vmName, fileName, demo));
    }
  }
  return found;
}

async function sortedNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}

async function inspect(path: string, vmName: string, fileName: string, demo: boolean): Promise<FoundImage> {
  const common = { key: `${vmName}/${fileName}`, vmName, fileName, demo };
  const found = await statOrNull(path);
  const fileBytes = found?.isFile() === true ? BigInt(found.size) : 0n;
  try {
    if (found?.isFile() !== true)
      throw new VhdError('This is no file: a folder, or a link that leads nowhere.');
    await using file = await open(path, 'r');
    const layout = await readVhdLayout(file, (await file.stat()).size);
    const virtualSizeBytes = BigInt(layout.payloadBytes);
    return { path, image: { ...common, format: layout.format, problem: null, virtualSizeBytes } };
  } catch (error) {
    if (!(error instanceof VhdError) && !isUnreadable(error)) throw error;
    const problem = error instanceof VhdError ? error.message : 'The file may not be read.';
    return { path, image: { ...common, format: 'invalid', problem, virtualSizeBytes: fileBytes } };
  }
}

/** Null for a link that leads nowhere. */
async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return null;
    throw error;
  }
}

function isUnreadable(error: unknown): boolean {
  return codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
