import { crc32, deflateRawSync } from 'node:zlib';

type Field = 'bytes' | 'packedBytes' | 'crc32' | 'offset' | 'flags' | 'method';

/** One file of an archive; what is left out is as it should be. */
export interface ZipPart {
  readonly path: string;
  readonly data?: Uint8Array | string;
  readonly stored?: boolean;
  readonly localPath?: string; // the name in the local header
  readonly says?: Partial<Record<Field, number>>;
  readonly localSays?: Partial<Record<Field, number>>; // in the local header; left out: as `says`
  readonly unixMode?: number;
}

/** A .zip written by hand, so that it can lie. In: its files, and a comment. Source: PKWARE APPNOTE 6.3.10. */
export function makeZip(
  parts: readonly ZipPart[],
  comment: string | Buffer = '',
  entries = parts.length,
): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const local = localPart(part);
    central.push(centralPart(part, local.packed, at));
    locals.push(local.bytes);
    at += local.bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...locals, directory, end, Buffer.from(comment)]);
}

function localPart(part: ZipPart): { readonly bytes: Buffer; readonly packed: Uint8Array } {
  const data = Buffer.from(part.data ?? '');
  const packed = part.stored === true ? data : deflateRawSync(data);
  const name = Buffer.from(part.localPath ?? part.path);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  commonPart(part, packed, name, part.localSays ?? part.says).copy(header, 6);
  return { bytes: Buffer.concat([header, name, packed]), packed };
}

/** The 22 bytes that both headers have, from the flags to the length of the name. */
function commonPart(part: ZipPart, packed: Uint8Array, name: Buffer, says: ZipPart['says'] = {}): Buffer {
  const data = Buffer.from(part.data ?? '');
  const fields = Buffer.alloc(22);
  fields.writeUInt16LE(says.flags ?? 0, 0);
  fields.writeUInt16LE(says.method ?? (part.stored === true ? 0 : 8), 2);
  fields.writeUInt32LE(says.crc32 ?? crc32(data), 8);
  fields.writeUInt32LE(says.packedBytes ?? packed.length, 12);
  fields.writeUInt32LE(says.bytes ?? data.length, 16);
  fields.writeUInt16LE(name.length, 20);
  return fields;
}

function centralPart(part: ZipPart, packed: Uint8Array, offset: number): Buffer {
  const name = Buffer.from(part.path);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt8(3, 5);
  commonPart(part, packed, name, part.says).copy(header, 8);
  header.writeUInt32LE((part.unixMode ?? 0o100644) * 0x10000, 38);
  header.writeUInt32LE(part.says?.offset ?? offset, 42);
  return Buffer.concat([header, name]);
}
