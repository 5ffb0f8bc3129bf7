import { crc32 } from 'node:zlib';

const sector = 512;

export interface MadePartition {
  readonly type: string; // GUID
  readonly first: number; // sector
  readonly last: number;
  readonly name: string;
}

export const linuxData = '0fc63daf-8483-4772-8e79-3d69d8477de4';
export const basicData = 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7';

/** Writes a protective boot record and both GPTs into a disk. `lie`: changes the header before its checksum is made. */
export function writeGpt(
  disk: Buffer,
  partitions: readonly MadePartition[],
  lie: (header: Buffer) => void = () => {},
): Buffer {
  const last = disk.length / sector - 1;
  writeMbr(disk, [{ type: 0xee, first: 1, sectors: last }]);
  const entries = Buffer.alloc(128 * 128);
  for (const [index, one] of partitions.entries()) {
    const at = index * 128;
    guidBytes(one.type).copy(entries, at);
    guidBytes('11111111-2222-4333-8444-555555555555').copy(entries, at + 16);
    entries.writeBigUInt64LE(BigInt(one.first), at + 32);
    entries.writeBigUInt64LE(BigInt(one.last), at + 40);
    entries.write(one.name, at + 56, 'utf16le');
  }
  entries.copy(disk, 2 * sector);
  entries.copy(disk, (last - 32) * sector);
  header(1, 2, entries, lie).copy(disk, sector);
  header(last, last - 32, entries, lie).copy(disk, last * sector);
  return disk;
}

export function writeMbr(
  disk: Buffer,
  slots: readonly { readonly type: number; readonly first: number; readonly sectors: number }[],
  at = 0,
): void {
  for (const [index, { type, first, sectors }] of slots.entries()) {
    const slot = at * sector + 446 + index * 16;
    disk.writeUInt8(type, slot + 4);
    disk.writeUInt32LE(first, slot + 8);
    disk.writeUInt32LE(sectors, slot + 12);
  }
  disk.writeUInt16LE(0xaa55, at * sector + 510);
}

function header(own: number, table: number, entries: Buffer, lie: (header: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(sector);
  bytes.write('EFI PART', 0, 'latin1');
  bytes.writeUInt32LE(0x1_0000, 8);
  bytes.writeUInt32LE(92, 12);
  bytes.writeBigUInt64LE(BigInt(own), 24);
  bytes.writeBigUInt64LE(BigInt(table), 72);
  bytes.writeUInt32LE(128, 80);
  bytes.writeUInt32LE(128, 84);
  bytes.writeUInt32LE(crc32(entries), 88);
  lie(bytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 92)), 16);
  return bytes;
}

function guidBytes(guid: string): Buffer {
  const [a = '', b = '', c = '', d = '', e = ''] = guid.split('-');
  const turned = [a, b, c].map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([...turned, Buffer.from(d + e, 'hex')]);
}
