import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ByteQueue } from './byte-queue.ts';
import { pathOf } from './zip-directory.ts';

const [localSignature, centralSignature] = [0x04034b50, 0x02014b50];
const localBytes = 30;
const behindBytes = 0x0008;

/**
 * Unpacks a bundle while it arrives, front to back, into a folder that is there; the one folder of the archive is left
 * out of the paths. Out: how many files. Throws for anything that is not an archive as the portal makes them, or one that
 * is cut off: what was written by then stays. Source: PKWARE APPNOTE 6.3.10 §4.3.7, §4.5.3.
 */
export async function unpackBundle(pieces: AsyncIterable<Uint8Array>, folder: string): Promise<number> {
  const queue = new ByteQueue(pieces);
  for (let files = 0; ; files += 1) {
    const signature = (await queue.take(4)).readUInt32LE(0);
    if (signature === centralSignature) {
      await toTheEnd(queue);
      return files;
    }
    if (signature !== localSignature) throw new Error('What arrived is no bundle.');
    await unpackFile(queue, folder);
  }
}

async function unpackFile(queue: ByteQueue, folder: string): Promise<void> {
  const head = await queue.take(localBytes - 4);
  const [flags, method] = [head.readUInt16LE(2), head.readUInt16LE(4)];
  const name = pathOf(await queue.take(head.readUInt16LE(22)));
  const extra = await queue.take(head.readUInt16LE(24));
  if (method !== 0 || extra.length !== 20 || extra.readUInt16LE(0) !== 1)
    throw new Error(`${name} is not stored as the portal stores files.`);
  const crc = await writeBytes(queue, join(folder, within(name)), extra.readBigUInt64LE(4));
  const said = (flags & behindBytes) === 0 ? head.readUInt32LE(10) : (await queue.take(24)).readUInt32LE(4);
  if (crc !== said) throw new Error(`${name} did not arrive as it was sent.`);
}

async function writeBytes(queue: ByteQueue, path: string, size: bigint): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    let crc = 0;
    for (let left = size; left > 0n; ) {
      const piece = await queue.some(left);
      crc = crc32(piece, crc);
      await file.writeFile(piece);
      left -= BigInt(piece.length);
    }
    return crc;
  } finally {
    await file.close();
  }
}

/** Without the folder that everything lies in. */
function within(name: string): string {
  const inside = name.slice(name.indexOf('/') + 1);
  if (inside === '' || inside === name) throw new Error(`${name} lies outside of the bundle.`);
  return inside;
}

/** The portal breaks an archive off where something went wrong; a whole one ends in its directory's end. */
async function toTheEnd(queue: ByteQueue): Promise<void> {
  const tail = await queue.rest(22);
  if (tail.length === 22 && tail.readUInt32LE(0) === 0x06054b50) return;
  throw new Error('The bundle was cut off.');
}
