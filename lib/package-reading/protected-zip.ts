import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto';

const saltBytes = 16;
const overhead = saltBytes + 2 + 10; // salt, password check, authentication code
const largest = 0xffff_ffff - overhead;
const blockBytes = 16;
const runBlocks = 4096; // of the key stream at a time

/** What goes into a protected archive. `salt`: 16 random bytes, never used twice. */
export interface ProtectedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly password: string;
  readonly salt: Uint8Array;
}

/** How long the archive of a file is; null for one of 4 GiB and more, which this form cannot hold. */
export function protectedZipBytes({
  name,
  sizeBytes,
}: Pick<ProtectedFile, 'name' | 'sizeBytes'>): number | null {
  if (sizeBytes > largest) return null;
  return 2 * (Buffer.byteLength(name) + 11) + 30 + 46 + 22 + sizeBytes + overhead;
}

/**
 * An archive of one file, stored and encrypted with AES-256, as its bytes come; whoever unpacks it needs the password, so
 * that nothing runs by a click. Throws RangeError for bytes that are not as many as announced. Sources: WinZip, AES
 * Encryption Information (AE-2); PKWARE APPNOTE 6.3.10.
 */
export async function* protectedZip(
  file: ProtectedFile,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (protectedZipBytes(file) === null)
    throw new RangeError('The file is too large for this form of archive.');
  const key = pbkdf2Sync(file.password, file.salt, 1_000, 66, 'sha1');
  const stream = keyStream(key.subarray(0, 32));
  const code = createHmac('sha1', key.subarray(32, 64));
  yield Buffer.concat([localHeader(file), file.salt, key.subarray(64)]);
  let sent = 0;
  for await (const piece of bytes) {
    sent += piece.length;
    if (sent > file.sizeBytes) throw new RangeError('More bytes came than were announced.');
    const hidden = stream(piece);
    code.update(hidden);
    yield hidden;
  }
  if (sent < file.sizeBytes) throw new RangeError('Fewer bytes came than were announced.');
  yield Buffer.concat([code.digest().subarray(0, 10), directory(file)]);
}

/** AES in counter mode as WinZip counts: little-endian, from 1. */
function keyStream(key: Uint8Array): (piece: Uint8Array) => Buffer {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  let [counter, held]: [bigint, Buffer] = [1n, Buffer.alloc(0)];
  const more = () => {
    const blocks = Buffer.alloc(runBlocks * blockBytes);
    for (let at = 0; at < blocks.length; at += blockBytes, counter += 1n)
      blocks.writeBigUInt64LE(counter, at);
    return cipher.update(blocks);
  };
  return (piece) => {
    const hidden = Buffer.from(piece);
    for (let at = 0; at < hidden.length; ) {
      if (held.length === 0) held = more();
      const count = Math.min(held.length, hidden.length - at);
      for (let i = 0; i < count; i += 1) hidden[at + i] = (hidden[at + i] ?? 0) ^ (held[i] ?? 0);
      held = held.subarray(count);
      at += count;
    }
    return hidden;
  };
}

function localHeader(file: ProtectedFile): Buffer {
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x04034b50, 0);
  common(file).copy(fixed, 4);
  return Buffer.concat([fixed, Buffer.from(file.name), aesField()]);
}

function directory(file: ProtectedFile): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(51, 4);
  common(file).copy(entry, 6);
  const record = Buffer.concat([entry, Buffer.from(file.name), aesField()]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(record.length, 12);
  end.writeUInt32LE(30 + Buffer.byteLength(file.name) + 11 + file.sizeBytes + overhead, 16);
  return Buffer.concat([record, end]);
}

/** The 26 bytes that both headers have, from the version to the length of the extra fields. The time is no time. */
function common({ name, sizeBytes }: ProtectedFile): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(51, 0);
  fields.writeUInt16LE(0x0801, 2); // encrypted; the name is UTF-8
  fields.writeUInt16LE(99, 4);
  fields.writeUInt16LE((1 << 5) | 1, 8);
  fields.writeUInt32LE(sizeBytes + overhead, 14); // the checksum before it stays 0 (AE-2)
  fields.writeUInt32LE(sizeBytes, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  fields.writeUInt16LE(11, 24);
  return fields;
}

/** AE-2 of vendor "AE", AES-256, stored. */
function aesField(): Buffer {
  return Buffer.from([0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3, 0, 0]);
}
