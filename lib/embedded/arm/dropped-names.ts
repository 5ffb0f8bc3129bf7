import { createHash } from 'node:crypto';
import type { DiskImage } from '../cloud-parts.ts';

/** The machine's resource name for each dropped folder. In: images of machines that are not demo machines. */
export function machineNames(images: readonly DiskImage[]): ReadonlyMap<string, string> {
  const wanted = new Map(images.map((image) => [image.vmName, resourceName(image.vmName)]));
  return distinct(wanted, []);
}

/**
 * The disk's resource name for each dropped image, by its key: `<vm>-<file stem>`. All machines of a group share
 * the names of their disks, so equal file names of two machines must not meet. `taken`: names of other disks.
 */
export function diskNames(
  images: readonly DiskImage[],
  taken: readonly string[],
): ReadonlyMap<string, string> {
  const stem = (image: DiskImage) => image.fileName.replace(/\.vhd$/i, '');
  const wanted = new Map(images.map((image) => [image.key, resourceName(`${image.vmName}-${stem(image)}`)]));
  return distinct(wanted, taken);
}

/**
 * Azure compares names without case. Of several keys that want one name, each gets a mark made from its key:
 * so no name ever passes from one file to another when files come and go.
 */
function distinct(
  wanted: ReadonlyMap<string, string>,
  taken: readonly string[],
): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  for (const name of [...taken, ...wanted.values()])
    seen.set(name.toLowerCase(), (seen.get(name.toLowerCase()) ?? 0) + 1);
  return new Map(
    [...wanted].map(([key, name]) => [
      key,
      seen.get(name.toLowerCase()) === 1 ? name : `${name}-${mark(key)}`,
    ]),
  );
}

function mark(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** Azure's resource names have letters, digits, `-`, `_` and `.` only. */
function resourceName(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/g, '-');
}
