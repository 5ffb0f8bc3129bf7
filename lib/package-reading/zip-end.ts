import { ArchiveRefused } from './archive-refused.ts';
import type { ArchiveSource } from './archive-source.ts';

const endSignature = 0x06054b50;
const endBytes = 22;
const longestComment = 65_535;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const wideSignature = 0x06064b50;
const wideBytes = 56;

/** Where the central directory lies, and how many entries its end says that it has. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly length: number;
  readonly entries: number;
}

/**
 * Finds the one end of an archive. Throws ArchiveRefused: no end or two, several parts, a directory that is not right
 * before its end. Source: PKWARE APPNOTE 6.3.10 §4.3.14–4.3.16.
 */
export async function directoryPlace(source: ArchiveSource): Promise<DirectoryPlace> {
  const { sizeBytes } = source;
  const tailStart = Math.max(0, sizeBytes - endBytes - longestComment);
  const tail = await source.read(tailStart, sizeBytes);
  const [end, another] = endRecords(tail);
  if (end === undefined)
    throw new ArchiveRefused('not-an-archive', 'It has no end record: it is cut off, or no .zip at all.');
  if (another !== undefined)
    throw new ArchiveRefused('damaged', 'It has two end records, and may be read in two ways.');
  const narrow = narrowPlace(tail, end);
  const wide = await widePlace(source, tailStart + end);
  const place = wide?.place ?? narrow;
  const endsAt = wide?.recordStart ?? tailStart + end;
  if (place.offset + place.length !== endsAt)
    throw new ArchiveRefused('damaged', 'Its directory is not where its end says.');
  return place;
}

/** Every place where an end record stands whose comment fills the rest of the file exactly. */
export function endRecords(tail: Buffer): readonly number[] {
  const found: number[] = [];
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    const isEnd = tail.readUInt32LE(at) === endSignature;
    if (isEnd && at + endBytes + tail.readUInt16LE(at + 20) === tail.length) found.push(at);
  }
  return found;
}

function narrowPlace(tail: Buffer, at: number): DirectoryPlace {
  const [disk, directoryDisk] = [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 6)];
  const [here, entries] = [tail.readUInt16LE(at + 8), tail.readUInt16LE(at + 10)];
  if (disk !== directoryDisk || here !== entries || (disk !== 0 && disk !== 0xffff))
    throw new ArchiveRefused('unknown-form', 'It is one of several parts.');
  return { offset: tail.readUInt32LE(at + 16), length: tail.readUInt32LE(at + 12), entries };
}

/** The ZIP64 end record, if a locator stands right before the end. */
async function widePlace(
  source: ArchiveSource,
  endAt: number,
): Promise<{ readonly place: DirectoryPlace; readonly recordStart: number } | null> {
  if (endAt < locatorBytes + wideBytes) return null;
  const locator = await source.read(endAt - locatorBytes, endAt);
  if (locator.readUInt32LE(0) !== locatorSignature) return null;
  const recordStart = plainNumber(locator.readBigUInt64LE(8));
  if (recordStart + wideBytes > endAt - locatorBytes)
    throw new ArchiveRefused('damaged', 'Its ZIP64 end is not where its locator says.');
  const record = await source.read(recordStart, recordStart + wideBytes);
  if (record.readUInt32LE(0) !== wideSignature)
    throw new ArchiveRefused('damaged', 'Its ZIP64 end is not where its locator says.');
  const entries = plainNumber(record.readBigUInt64LE(32));
  const [length, offset] = [record.readBigUInt64LE(40), record.readBigUInt64LE(48)].map(plainNumber);
  return { place: { offset: offset ?? 0, length: length ?? 0, entries }, recordStart };
}

/** A 64-bit field as a number. Throws ArchiveRefused for one that no file can mean. */
export function plainNumber(value: bigint): number {
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw new ArchiveRefused('lying-sizes', 'It names sizes beyond any file.');
}
