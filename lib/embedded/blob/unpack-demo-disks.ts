import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createZstdDecompress } from 'node:zlib';

const shipped = new URL('../disks/', import.meta.url);
const zeros = Buffer.alloc(1 << 16);

/** `index.json`: disk key (`<vm name>/<file name>`) → compressed file; several disks may share one. */
type DiskIndex = Readonly<Record<string, { readonly archive: string; readonly bytes: number }>>;

/** Unpacks the shipped demo disks into `folder`, as sparse files; those already there are left alone. */
export async function unpackDemoDisks(folder: string): Promise<void> {
  const index = JSON.parse(await readFile(new URL('index.json', shipped), 'utf8')) as DiskIndex;
  for (const [key, { archive, bytes }] of Object.entries(index)) {
    const target = join(folder, key);
    if (await isUnpacked(target, bytes)) continue;
    await mkdir(dirname(target), { recursive: true });
    await unpack(new URL(archive, shipped), `${target}.partial`);
    await rename(`${target}.partial`, target);
  }
}

async function isUnpacked(path: string, bytes: number): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return found !== null && found.size === bytes;
}

async function unpack(archive: URL, target: string): Promise<void> {
  await rm(target, { force: true });
  await using output = await open(target, 'wx');
  const unpacked = createZstdDecompress();
  unpacked.end(await readFile(archive));
  let offset = 0;
  for await (const chunk of unpacked) {
    const bytes = chunk as Buffer;
    for (let start = 0; start < bytes.length; start += zeros.length) {
      const piece = bytes.subarray(start, start + zeros.length);
      if (!piece.equals(zeros.subarray(0, piece.length)))
        await output.write(piece, 0, piece.length, offset + start);
    }
    offset += bytes.length;
  }
  await output.truncate(offset);
}
