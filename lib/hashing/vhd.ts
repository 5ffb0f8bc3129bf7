/** Bytes of the footer that ends every VHD file. */
export const vhdFooterBytes = 512;

const cookie = 'conectix';
const checksumAt = 64;
const epochSeconds = Date.UTC(2000, 0, 1) / 1000;
const noDataOffset = 0xff_ff_ff_ff_ff_ff_ff_ffn;

/** Not a VHD, or not one that can be read here. */
export class VhdError extends Error {
  override readonly name = 'VhdError';
}

export interface VhdFooter {
  readonly type: 'fixed' | 'dynamic';
  readonly currentSize: bigint; // bytes of the disk inside, without the footer
  readonly originalSize: bigint;
  readonly dataOffset: bigint | null; // of the dynamic header; null for a fixed disk
  readonly createdAt: Date;
  readonly creatorApplication: string;
  readonly geometry: VhdGeometry;
  readonly uuid: string; // lower case with hyphens
}

export interface VhdGeometry {
  readonly cylinders: number;
  readonly heads: number;
  readonly sectorsPerTrack: number;
}

/**
 * Reads the footer. In: its 512 bytes. Throws VhdError for a wrong cookie, checksum, version, type or size.
 * Source: Microsoft "Virtual Hard Disk Image Format Specification" 1.0, "Hard Disk Footer Format".
 */
export function readVhdFooter(bytes: Uint8Array): VhdFooter {
  if (bytes.length !== vhdFooterBytes) throw new VhdError(`A VHD footer has 512 bytes, not ${bytes.length}.`);
  const footer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (footer.toString('latin1', 0, 8) !== cookie)
    throw new VhdError('This is no VHD: its footer is missing.');
  if (footer.readUInt32BE(checksumAt) !== checksumOf(footer))
    throw new VhdError('The VHD footer is damaged: wrong checksum.');
  if (footer.readUInt32BE(12) !== 0x0001_0000) throw new VhdError('The VHD is of an unknown format version.');
  const type = typeOf(footer.readUInt32BE(60));
  const currentSize = footer.readBigUInt64BE(48);
  if (currentSize === 0n || currentSize % 512n !== 0n)
    throw new VhdError('The VHD footer gives an impossible disk size.');
  return {
    type,
    currentSize,
    originalSize: footer.readBigUInt64BE(40),
    dataOffset: type === 'fixed' ? null : footer.readBigUInt64BE(16),
    createdAt: new Date((footer.readUInt32BE(24) + epochSeconds) * 1000),
    creatorApplication: footer.toString('latin1', 28, 32),
    geometry: {
      cylinders: footer.readUInt16BE(56),
      heads: footer.readUInt8(58),
      sectorsPerTrack: footer.readUInt8(59),
    },
    uuid: uuidText(footer.subarray(68, 84)),
  };
}

/** Throws VhdError unless the footer is that of a fixed VHD whose file has `fileBytes` bytes. */
export function requireFixedVhd(footer: VhdFooter, fileBytes: bigint): void {
  if (footer.type !== 'fixed') throw new VhdError('The VHD is dynamic, not fixed.');
  const expected = footer.currentSize + BigInt(vhdFooterBytes);
  if (fileBytes !== expected)
    throw new VhdError(
      `The VHD should have ${expected} bytes but has ${fileBytes}: it is cut off or padded.`,
    );
}

/**
 * The footer of a fixed VHD. In: bytes of the disk without the footer (a multiple of 512), a UUID, the time of
 * creation (kept to the second, from 2000 on). Out: 512 bytes. Throws VhdError for an impossible size or UUID.
 */
export function makeFixedFooter(sizeBytes: bigint, uuid: string, createdAt: Date): Uint8Array {
  if (sizeBytes <= 0n || sizeBytes % 512n !== 0n)
    throw new VhdError('A disk is a positive multiple of 512 bytes.');
  const footer = Buffer.alloc(vhdFooterBytes);
  const { cylinders, heads, sectorsPerTrack } = geometryOf(sizeBytes / 512n);
  footer.write(cookie, 0, 'latin1');
  footer.writeUInt32BE(2, 8); // features: the reserved bit is always set
  footer.writeUInt32BE(0x0001_0000, 12);
  footer.writeBigUInt64BE(noDataOffset, 16);
  footer.writeUInt32BE(Math.floor(createdAt.getTime() / 1000) - epochSeconds, 24);
  footer.write('hfst', 28, 'latin1');
  footer.writeUInt32BE(0x0001_0000, 32);
  footer.write('Wi2k', 36, 'latin1'); // creator host: readers know only Windows and Macintosh
  footer.writeBigUInt64BE(sizeBytes, 40);
  footer.writeBigUInt64BE(sizeBytes, 48);
  footer.writeUInt16BE(cylinders, 56);
  footer.writeUInt8(heads, 58);
  footer.writeUInt8(sectorsPerTrack, 59);
  footer.writeUInt32BE(2, 60);
  uuidBytes(uuid).copy(footer, 68);
  footer.writeUInt32BE(checksumOf(footer), checksumAt);
  return new Uint8Array(footer);
}

function typeOf(code: number): VhdFooter['type'] {
  switch (code) {
    case 2:
      return 'fixed';
    case 3:
      return 'dynamic';
    case 4:
      throw new VhdError('The VHD is a differencing disk: it is nothing without its parent.');
    default:
      throw new VhdError(`The VHD is of unknown type ${code}.`);
  }
}

/** One's complement of the sum of all bytes but the checksum's own. */
function checksumOf(footer: Uint8Array): number {
  let sum = 0;
  footer.forEach((byte, at) => {
    if (at < checksumAt || at >= checksumAt + 4) sum += byte;
  });
  return ~sum >>> 0;
}

/** The specification's appendix "CHS calculation", step by step. In: sectors of 512 bytes. */
function geometryOf(sectors: bigint): VhdGeometry {
  const total = Number(sectors < 65_535n * 16n * 255n ? sectors : 65_535n * 16n * 255n);
  if (total >= 65_535 * 16 * 63) return withCylinders(total, 16, 255);
  const heads = Math.max(4, Math.ceil(Math.floor(total / 17) / 1024));
  if (heads <= 16 && Math.floor(total / 17) < heads * 1024) return withCylinders(total, heads, 17);
  if (Math.floor(total / 31) < 16 * 1024) return withCylinders(total, 16, 31);
  return withCylinders(total, 16, 63);
}

function withCylinders(total: number, heads: number, sectorsPerTrack: number): VhdGeometry {
  return { heads, sectorsPerTrack, cylinders: Math.floor(Math.floor(total / sectorsPerTrack) / heads) };
}

function uuidBytes(uuid: string): Buffer {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) throw new VhdError('This is no UUID.');
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
