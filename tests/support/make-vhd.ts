import { randomBytes } from 'node:crypto';
import { makeFixedFooter } from '../../lib/hashing/vhd.ts';

const uuid = '0f0e0d0c-0b0a-4908-8706-050403020100';
const createdAt = new Date('2026-01-05T08:00:00Z');

/** A payload of `sizeBytes` zero bytes with random data written at the given places. */
export function sparsePayload(
  sizeBytes: number,
  places: readonly (readonly [offset: number, bytes: number])[],
): Buffer {
  const payload = Buffer.alloc(sizeBytes);
  for (const [offset, bytes] of places) randomBytes(bytes).copy(payload, offset);
  return payload;
}

/** A fixed VHD file around a payload. */
export function fixedVhd(payload: Buffer): Buffer {
  return Buffer.concat([payload, makeFixedFooter(BigInt(payload.length), uuid, createdAt)]);
}

/**
 * A dynamic VHD with 2 MiB blocks: blocks that are all zero are left out, and the sector bitmap marks only
 * sectors that hold data; the others are filled with junk, which a right reader must not show.
 */
export function dynamicVhd(payload: Buffer): Buffer {
  const blockBytes = 2 << 20;
  const blocks = Math.ceil(payload.length / blockBytes);
  const table = Buffer.alloc(Math.ceil((blocks * 4) / 512) * 512, 0xff);
  const stored: Buffer[] = [];
  let sector = (512 + 1024 + table.length) / 512;
  for (let block = 0; block < blocks; block++) {
    const data = payload.subarray(block * blockBytes, (block + 1) * blockBytes);
    if (data.every((byte) => byte === 0)) continue;
    table.writeUInt32BE(sector, block * 4);
    const bytes = blockWithBitmap(data, blockBytes);
    stored.push(bytes);
    sector += bytes.length / 512;
  }
  const footer = dynamicFooter(payload.length);
  return Buffer.concat([footer, dynamicHeader(blocks, blockBytes), table, ...stored, footer]);
}

function blockWithBitmap(data: Buffer, blockBytes: number): Buffer {
  const bitmap = Buffer.alloc(512);
  const body = Buffer.alloc(blockBytes, 0xee);
  for (let sector = 0; sector * 512 < data.length; sector++) {
    const bytes = data.subarray(sector * 512, sector * 512 + 512);
    if (bytes.every((byte) => byte === 0)) continue;
    bitmap.writeUInt8(bitmap.readUInt8(sector >> 3) | (0x80 >> (sector & 7)), sector >> 3);
    bytes.copy(body, sector * 512);
  }
  return Buffer.concat([bitmap, body]);
}

function dynamicFooter(sizeBytes: number): Buffer {
  const footer = Buffer.from(makeFixedFooter(BigInt(sizeBytes), uuid, createdAt));
  footer.writeBigUInt64BE(512n, 16);
  footer.writeUInt32BE(3, 60);
  return withChecksum(footer, 64);
}

function dynamicHeader(blocks: number, blockBytes: number): Buffer {
  const header = Buffer.alloc(1024);
  header.write('cxsparse', 0, 'latin1');
  header.writeBigUInt64BE(0xffffffffffffffffn, 8);
  header.writeBigUInt64BE(1536n, 16);
  header.writeUInt32BE(0x10000, 24);
  header.writeUInt32BE(blocks, 28);
  header.writeUInt32BE(blockBytes, 32);
  return withChecksum(header, 36);
}

function withChecksum(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt32BE(0, at);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.writeUInt32BE(~sum >>> 0, at);
  return bytes;
}
