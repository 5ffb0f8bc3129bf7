import { inPlainSight } from '../custody/plain-sight.ts';
import { ArchiveRefused } from './archive-refused.ts';
import { plainNumber } from './zip-end.ts';

const entrySignature = 0x02014b50;
const fixedBytes = 46;
const wideField = 0x0001;
const wide = 0xffffffff;

/** One record of the central directory, as it stands there. */
export interface ZipEntry {
  readonly name: Buffer; // as packed
  readonly path: string; // with slashes, in plain sight
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number; // of its local header
  readonly unixType: number; // upper four bits of the Unix mode, 0 when packed elsewhere
  readonly modified: string; // the packing device's own clock, without a zone
}

/**
 * The records of a central directory. `entries` is what the end record promised: another number is refused. Throws
 * ArchiveRefused. Source: PKWARE APPNOTE 6.3.10 §4.3.12, §4.5.3.
 */
export function zipEntries(directory: Buffer, entries: number): readonly ZipEntry[] {
  const found: ZipEntry[] = [];
  let at = 0;
  while (at < directory.length) {
    if (at + fixedBytes > directory.length || directory.readUInt32LE(at) !== entrySignature) throw damaged();
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const next = at + fixedBytes + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
    if (next > directory.length) throw damaged();
    found.push(entryAt(directory.subarray(at, next), name ?? 0, extra ?? 0));
    at = next;
  }
  if (found.length !== entries)
    throw new ArchiveRefused(
      'damaged',
      `Its end says ${entries} entries, and its directory has ${found.length}.`,
    );
  return found;
}

function entryAt(record: Buffer, nameBytes: number, extraBytes: number): ZipEntry {
  const name = record.subarray(fixedBytes, fixedBytes + nameBytes);
  const extra = record.subarray(fixedBytes + nameBytes, fixedBytes + nameBytes + extraBytes);
  const isUnix = [3, 19].includes(record.readUInt8(5)); // Unix, macOS
  const sizes = wideSizes(extra, [record.readUInt32LE(24), record.readUInt32LE(20), record.readUInt32LE(42)]);
  return {
    name,
    path: pathOf(name),
    flags: record.readUInt16LE(8),
    method: record.readUInt16LE(10),
    crc32: record.readUInt32LE(16),
    bytes: sizes[0] ?? 0,
    packedBytes: sizes[1] ?? 0,
    offset: sizes[2] ?? 0,
    unixType: isUnix ? record.readUInt32LE(38) >>> 28 : 0,
    modified: dosTime(record.readUInt16LE(14), record.readUInt16LE(12)),
  };
}

/** Fields that say "too large for me" are taken from the ZIP64 field, in this order, if they say so. */
function wideSizes(extra: Buffer, narrow: readonly number[]): readonly number[] {
  if (!narrow.includes(wide)) return narrow;
  const field = extraField(extra, wideField);
  let at = 0;
  return narrow.map((value) => {
    if (value !== wide) return value;
    if (field === null || at + 8 > field.length) throw damaged();
    at += 8;
    return plainNumber(field.readBigUInt64LE(at - 8));
  });
}

function extraField(extra: Buffer, wanted: number): Buffer | null {
  let at = 0;
  while (at + 4 <= extra.length) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    if (id === wanted) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

/** UTF-8 where it is that, else each byte as its own character: some packers write the code page of their country. */
function pathOf(name: Buffer): string {
  const text = name.toString('utf8');
  const read = Buffer.from(text, 'utf8').equals(name) ? text : name.toString('latin1');
  return inPlainSight(read.replaceAll('\\', '/'));
}

/** "2026-01-02 03:04:06". Source: PKWARE APPNOTE 6.3.10 §4.4.6 (MS-DOS date and time, two-second steps). */
function dosTime(date: number, time: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${1980 + (date >>> 9)}-${two((date >>> 5) & 15)}-${two(date & 31)}`;
  return `${day} ${two(time >>> 11)}:${two((time >>> 5) & 63)}:${two((time & 31) * 2)}`;
}

function damaged(): ArchiveRefused {
  return new ArchiveRefused('damaged', 'Its directory is damaged.');
}
