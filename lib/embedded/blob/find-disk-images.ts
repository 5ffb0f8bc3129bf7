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
    if (!(await stat(vmFolder)).isDirectory()) continue;
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
  await using file = await open(path, 'r');
  try {
    const layout = await readVhdLayout(file, (await file.stat()).size);
    const virtualSizeBytes = BigInt(layout.payloadBytes);
    return { path, image: { ...common, format: layout.format, problem: null, virtualSizeBytes } };
  } catch (error) {
    if (!(error instanceof VhdError)) throw error;
    return { path, image: { ...common, format: 'invalid', problem: error.message, virtualSizeBytes: 0n } };
  }
}
