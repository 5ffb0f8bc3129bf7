import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipItem {
  readonly path: string;
  readonly bytes: Buffer;
  readonly symlink?: boolean;
  /** What the headers say instead of the truth; for archives that are to be refused. */
  readonly saysBytes?: number;
}

const symlinkMode = 0o120777 * 0x10000;
const fileMode = 0o100644 * 0x10000;

/** A .zip of these files, deflated, all in memory. Source: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16. */
export function zipOf(items: readonly ZipItem[], at: Date): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const item of items) {
    const packed = deflateRawSync(item.bytes);
    const name = Buffer.from(item.path);
    const facts = factsOf(item, packed.length, at, name.length);
    const local = Buffer.concat([signature(0x04034b50), facts, name, packed]);
    directory.push(directoryEntry(facts, offset, item.symlink === true ? symlinkMode : fileMode, name));
    parts.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  return Buffer.concat([...parts, listing, zipEnd(items.length, listing.length, offset)]);
}

/** The part that a local header and a directory entry share: version, flags, method, time, CRC, sizes, name length. */
function factsOf(item: ZipItem, packedBytes: number, at: Date, nameBytes: number): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(0x0800, 2); // names are UTF-8
  facts.writeUInt16LE(8, 4);
  facts.writeUInt32LE(dosTime(at), 6);
  facts.writeUInt32LE(crc32(item.bytes), 10);
  facts.writeUInt32LE(packedBytes, 14);
  facts.writeUInt32LE(item.saysBytes ?? item.bytes.length, 18);
  facts.writeUInt16LE(nameBytes, 22);
  return facts;
}

function directoryEntry(facts: Buffer, offset: number, mode: number, name: Buffer): Buffer {
  const after = Buffer.alloc(14); // comment length, disk, internal attributes, external attributes, offset
  after.writeUInt32LE(mode >>> 0, 6);
  after.writeUInt32LE(offset, 10);
  const made = Buffer.from([0x14, 0x03]); // by version 2.0 on Unix, so that modes count
  return Buffer.concat([signature(0x02014b50), made, facts, after, name]);
}

function zipEnd(entries: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries, 4);
  end.writeUInt16LE(entries, 6);
  end.writeUInt32LE(directoryBytes, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function dosTime(at: Date): number {
  const day = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return day * 0x10000 + time;
}
