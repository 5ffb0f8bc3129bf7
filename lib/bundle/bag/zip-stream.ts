import { crc32 } from 'node:zlib';
import type { BagFile } from './bag-file.ts';

const [localSignature, centralSignature, endSignature] = [0x04034b50, 0x02014b50, 0x06054b50];
const [end64Signature, locator64Signature, descriptorSignature] = [0x06064b50, 0x07064b50, 0x08074b50];
const version64 = 45;
const most32 = 0xffffffff;
const utf8Names = 0x0800;
const behindBytes = 0x0008; // the CRC stands in a descriptor behind the bytes
const day = (1 << 5) | 1; // 1980-01-01: equal bags give equal archives

/** A file as the directory at the end will name it. */
interface Written {
  readonly name: Buffer;
  readonly flags: number;
  readonly crc: number;
  readonly size: bigint;
  readonly offset: bigint;
}

/**
 * An archive of these files, stored as they are, in ZIP64 form, in pieces. One file after the other, none held in memory
 * but for its name. In: files that give as many bytes as they say; else it throws. Source: PKWARE APPNOTE 6.3.10 §4.3.
 */
export async function* zipStream(folder: string, files: AsyncIterable<BagFile>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0n;
  for await (const { path, size, pieces } of files) {
    const name = Buffer.from(`${folder}/${path}`);
    const known = pieces instanceof Uint8Array ? crc32(pieces) : null;
    const flags = utf8Names | (known === null ? behindBytes : 0);
    const head = localHeader(name, flags, known ?? 0, size);
    yield head;
    const { crc, bytes } =
      pieces instanceof Uint8Array ? yield* atHand(pieces, known ?? 0) : yield* streamed(pieces);
    if (bytes !== size) throw new Error(`${path} has ${bytes} bytes and said ${size}.`);
    const tail = known === null ? descriptor(crc, size) : Buffer.alloc(0);
    if (tail.length > 0) yield tail;
    written.push({ name, flags, crc, size, offset });
    offset += BigInt(head.length) + size + BigInt(tail.length);
  }
  const start = offset;
  for (const file of written) {
    const entry = centralHeader(file);
    yield entry;
    offset += BigInt(entry.length);
  }
  yield ending(BigInt(written.length), start, offset - start);
}

interface Passed {
  readonly crc: number;
  readonly bytes: bigint;
}

async function* atHand(bytes: Uint8Array, crc: number): AsyncGenerator<Uint8Array, Passed> {
  if (bytes.length > 0) yield bytes;
  return { crc, bytes: BigInt(bytes.length) };
}

async function* streamed(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, Passed> {
  let [crc, bytes] = [0, 0n];
  for await (const piece of pieces) {
    crc = crc32(piece, crc);
    bytes += BigInt(piece.length);
    yield piece;
  }
  return { crc, bytes };
}

/** §4.3.7. Sizes in the ZIP64 field, so that who reads front to back knows where a file ends. */
function localHeader(name: Buffer, flags: number, crc: number, size: bigint): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(localSignature, 0);
  head.writeUInt16LE(version64, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(day, 12);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(most32, 18);
  head.writeUInt32LE(most32, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(20, 28);
  return Buffer.concat([head, name, extra64(size, size)]);
}

/** §4.3.9.2, with eight-byte sizes because the header has a ZIP64 field. */
function descriptor(crc: number, size: bigint): Buffer {
  const tail = Buffer.alloc(24);
  tail.writeUInt32LE(descriptorSignature, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeBigUInt64LE(size, 8);
  tail.writeBigUInt64LE(size, 16);
  return tail;
}

/** §4.3.12. */
function centralHeader({ name, flags, crc, size, offset }: Written): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(centralSignature, 0);
  head.writeUInt16LE(version64, 4);
  head.writeUInt16LE(version64, 6);
  head.writeUInt16LE(flags, 8);
  head.writeUInt16LE(day, 14);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(most32, 20);
  head.writeUInt32LE(most32, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(28, 30);
  head.writeUInt32LE(most32, 42);
  return Buffer.concat([head, name, extra64(size, size, offset)]);
}

/** §4.5.3. */
function extra64(...values: readonly bigint[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) field.writeBigUInt64LE(value, 4 + 8 * i);
  return field;
}

/** §4.3.14 to §4.3.16. */
function ending(files: bigint, start: bigint, length: bigint): Buffer {
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(end64Signature, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(version64, 12);
  end64.writeUInt16LE(version64, 14);
  end64.writeBigUInt64LE(files, 24);
  end64.writeBigUInt64LE(files, 32);
  end64.writeBigUInt64LE(length, 40);
  end64.writeBigUInt64LE(start, 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(locator64Signature, 0);
  locator.writeBigUInt64LE(start + length, 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(endSignature, 0);
  end.writeUInt16LE(0xffff, 8);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(most32, 12);
  end.writeUInt32LE(most32, 16);
  return Buffer.concat([end64, locator, end]);
}
