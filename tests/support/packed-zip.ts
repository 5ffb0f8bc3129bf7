import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive made by hand. Every field that is given is written as it is, true or not. */
export interface Packed {
  readonly name: string | Buffer;
  readonly data?: string | Buffer;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  readonly madeBy?: number; // upper byte: 3 is Unix
  readonly attributes?: number;
  readonly crc32?: number;
  readonly bytes?: number; // as the directory says
  readonly localBytes?: number; // as the header beside the bytes says
  readonly localName?: string;
  readonly offset?: number; // of its local header, as the directory says
}

/** A .zip of these files, byte by byte. `end` overrides what its end record says. Source: PKWARE APPNOTE 6.3.10. */
export function packedZip(
  files: readonly Packed[],
  end: { readonly entries?: number; readonly comment?: Buffer } = {},
): Buffer {
  const bodies: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { local, record } = packedFile(file, file.offset ?? offset);
    bodies.push(local);
    records.push(record);
    offset += local.length;
  }
  const directory = Buffer.concat(records);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE((end.entries ?? files.length) & 0xffff, 8);
  tail.writeUInt16LE((end.entries ?? files.length) & 0xffff, 10);
  tail.writeUInt32LE(directory.length, 12);
  tail.writeUInt32LE(offset, 16);
  tail.writeUInt16LE(end.comment?.length ?? 0, 20);
  return Buffer.concat([...bodies, directory, tail, end.comment ?? Buffer.alloc(0)]);
}

function packedFile(file: Packed, offset: number): { readonly local: Buffer; readonly record: Buffer } {
  const data = Buffer.from(file.data ?? '');
  const packed = file.stored ? data : deflateRawSync(data);
  const name = Buffer.from(file.name);
  const localName = Buffer.from(file.localName ?? file.name);
  const common = Buffer.alloc(22); // from the flags to the extra field's length, which both headers share
  common.writeUInt16LE(file.flags ?? 0x0800, 0);
  common.writeUInt16LE(file.method ?? (file.stored ? 0 : 8), 2);
  common.writeUInt16LE((3 << 11) | (4 << 5) | 3, 4);
  common.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 2, 6);
  common.writeUInt32LE(file.crc32 ?? crc32(data), 8);
  common.writeUInt32LE(packed.length, 12);
  common.writeUInt32LE(file.bytes ?? data.length, 16);
  common.writeUInt16LE(name.length, 20);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  common.copy(local, 6);
  local.writeUInt32LE(file.localBytes ?? file.bytes ?? data.length, 22);
  local.writeUInt16LE(localName.length, 26);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(((file.madeBy ?? 0) << 8) | 20, 4);
  record.writeUInt16LE(20, 6);
  common.copy(record, 8);
  record.writeUInt32LE(file.attributes ?? 0, 38);
  record.writeUInt32LE(offset, 42);
  return { local: Buffer.concat([local, localName, packed]), record: Buffer.concat([record, name]) };
}
