import type { FileHandle } from 'node:fs/promises';
import {
  makeFixedFooter,
  readVhdFooter,
  requireFixedVhd,
  VhdError,
  vhdFooterBytes,
} from '../../hashing/vhd.ts';
import type { ByteSpan } from './byte-span.ts';

const sectorBytes = 512;
const unallocated = 0xffffffff;

/** Where the bytes of a VHD file lie, so that a dynamic file can be served as its fixed equivalent. */
export interface VhdLayout {
  readonly format: 'fixed' | 'dynamic';
  readonly payloadBytes: number; // virtual size, without the footer
  readonly footer: Buffer; // the 512 bytes that end the fixed form
  readonly blocks: DynamicBlocks | null; // null: payload offset = file offset
}

/** A dynamic VHD's allocation: `table[i]` is the file sector of block i (its sector bitmap comes first). */
export interface DynamicBlocks {
  readonly table: readonly number[];
  readonly blockBytes: number;
  readonly bitmapBytes: number;
}

/**
 * Reads and validates the layout of an open VHD file of `fileBytes` bytes.
 * Source: Virtual Hard Disk Image Format Specification 1.0 (Microsoft, 2006).
 * Throws VhdError with one line that says what is wrong (no footer, truncated, differencing, damaged table).
 */
export async function readVhdLayout(file: FileHandle, fileBytes: number): Promise<VhdLayout> {
  if (fileBytes < 2 * vhdFooterBytes) throw new VhdError('The file is too short to be a VHD.');
  const last = await readExactly(file, fileBytes - vhdFooterBytes, vhdFooterBytes);
  if (last.toString('latin1', 0, 8) !== 'conectix') throw new VhdError(await whyNoFooter(file));
  const footer = readVhdFooter(last);
  const payloadBytes = Number(footer.currentSize);
  if (footer.dataOffset === null) {
    requireFixedVhd(footer, BigInt(fileBytes));
    return { format: 'fixed', payloadBytes, footer: last, blocks: null };
  }
  const blocks = await readBlocks(file, fileBytes, Number(footer.dataOffset), payloadBytes);
  const fixedFooter = Buffer.from(makeFixedFooter(footer.currentSize, footer.uuid, footer.createdAt));
  return { format: 'dynamic', payloadBytes, footer: fixedFooter, blocks };
}

async function whyNoFooter(file: FileHandle): Promise<string> {
  const head = await readExactly(file, 0, 8);
  if (head.toString('latin1') === 'conectix')
    return 'The end of this dynamic VHD is missing: the file is truncated.';
  if (head.toString('latin1') === 'vhdxfile')
    return 'This is a VHDX file; only VHD is served. Convert it first.';
  return 'There is no VHD footer in the last 512 bytes: not a VHD, or truncated.';
}

async function readBlocks(
  file: FileHandle,
  fileBytes: number,
  headerOffset: number,
  payloadBytes: number,
): Promise<DynamicBlocks> {
  if (headerOffset + 1024 > fileBytes) throw new VhdError('The dynamic VHD header lies outside the file.');
  const header = await readExactly(file, headerOffset, 1024);
  if (header.toString('latin1', 0, 8) !== 'cxsparse')
    throw new VhdError('The dynamic VHD header is damaged.');
  const tableOffset = Number(header.readBigUInt64BE(16));
  const entries = header.readUInt32BE(28);
  const blockBytes = header.readUInt32BE(32);
  const needed = blockBytes === 0 ? 0 : Math.ceil(payloadBytes / blockBytes);
  if (needed === 0 || entries < needed || tableOffset + entries * 4 > fileBytes) {
    throw new VhdError('The block allocation table of the dynamic VHD is damaged.');
  }
  const bytes = await readExactly(file, tableOffset, needed * 4);
  const table = Array.from({ length: needed }, (_, block) => bytes.readUInt32BE(block * 4));
  const bitmapBytes = Math.ceil(blockBytes / sectorBytes / 8 / sectorBytes) * sectorBytes;
  const endOf = (sector: number) => sector * sectorBytes + bitmapBytes + sectorBytes;
  if (table.some((sector) => sector !== unallocated && endOf(sector) > fileBytes)) {
    throw new VhdError('A block of the dynamic VHD lies outside the file: truncated or damaged.');
  }
  return { table, blockBytes, bitmapBytes };
}

/**
 * Yields the payload in ascending pieces of at most 4 MiB; pieces that are known to be absent are left out.
 * `known`: the spans of a fixed file that hold data, if they are known; only they are read.
 */
export async function* readPayload(
  file: FileHandle,
  layout: VhdLayout,
  known: readonly ByteSpan[] | null,
): AsyncGenerator<{ readonly offset: number; readonly bytes: Buffer }> {
  const { blocks } = layout;
  if (blocks === null) {
    for (const { start, end } of known ?? [{ start: 0, end: layout.payloadBytes }])
      yield* readPieces(file, start, start, end - start);
    return;
  }
  for (const [block, sector] of blocks.table.entries()) {
    if (sector === unallocated) continue;
    const offset = block * blocks.blockBytes;
    const length = Math.min(blocks.blockBytes, layout.payloadBytes - offset);
    const bitmap = await readExactly(file, sector * sectorBytes, blocks.bitmapBytes);
    for await (const piece of readPieces(file, sector * sectorBytes + blocks.bitmapBytes, offset, length)) {
      zeroUnusedSectors(piece.bytes, bitmap, (piece.offset - offset) / sectorBytes);
      yield piece;
    }
  }
}

/** The bitmap says which sectors were ever written; the others read as zero whatever the file holds there. */
function zeroUnusedSectors(bytes: Buffer, bitmap: Buffer, firstSector: number): void {
  for (let index = 0; index * sectorBytes < bytes.length; index++) {
    const sector = firstSector + index;
    const used = ((bitmap[sector >> 3] ?? 0) >> (7 - (sector & 7))) & 1;
    if (used === 0) bytes.fill(0, index * sectorBytes, (index + 1) * sectorBytes);
  }
}

async function* readPieces(file: FileHandle, fileOffset: number, offset: number, length: number) {
  const size = 4 << 20;
  for (let done = 0; done < length; done += size) {
    const bytes = await readExactly(file, fileOffset + done, Math.min(size, length - done));
    yield { offset: offset + done, bytes };
  }
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new VhdError('The file ended while it was read: truncated.');
    done += bytesRead;
  }
  return bytes;
}
