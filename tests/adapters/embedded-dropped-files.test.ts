import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDiskImages } from '../../lib/embedded/blob/find-disk-images.ts';

describe('files dropped into the disks folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dropped-'));
    await mkdir(join(folder, 'vm'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('says of each file that is no disk why, and passes over what is not meant as one', async () => {
    await writeFile(join(folder, 'vm/text.vhd'), 'not a disk');
    await writeFile(join(folder, 'vm/long-text.vhd'), 'not a disk '.repeat(1_000));
    await mkdir(join(folder, 'vm/folder.vhd'));
    await symlink(join(folder, 'nowhere'), join(folder, 'vm/link.vhd'));
    await symlink(join(folder, 'nowhere'), join(folder, 'vm-link'));
    await writeFile(join(folder, 'readme.txt'), 'not a machine');
    const found = await findDiskImages(folder, false);
    expect(found.every(({ image }) => image.format === 'invalid')).toBe(true);
    expect(found.map(({ image }) => [image.fileName, image.virtualSizeBytes, image.problem])).toEqual([
      ['folder.vhd', 0n, 'This is no file: a folder, or a link that leads nowhere.'],
      ['link.vhd', 0n, 'This is no file: a folder, or a link that leads nowhere.'],
      ['long-text.vhd', 11_000n, 'There is no VHD footer in the last 512 bytes: not a VHD, or truncated.'],
      ['text.vhd', 10n, 'The file is too short to be a VHD.'],
    ]);
  });
});
