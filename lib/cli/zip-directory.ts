import { ownPlaces } from '../bundle/bag/own-places.ts';
import { pathProblem } from '../bundle/bag/zip-name.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { DirectoryPlace } from '../package-reading/zip-end.ts';

const entrySignature = 0x02014b50;
const most32 = 0xffffffff;
const stored = 0;
const deflated = 8;

/** What is held in memory at once: 256 entries of 64 KiB in a bundle of entries are 16 MiB. */
export const largestFile = 64 * 1024 * 1024;
const largestSum = 2 * 1024 * 1024 * 1024;

/** One file of an archive, as the central directory has it. */
export interface ZipEntry {
  readonly path: string;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number; // of its local header
}

/**
 * The files of an archive. In: its central directory, and where that begins. Throws LedgerError for everything that a
 * bundle never has: encryption, links, other packings, paths that lead out, names twice, files that share bytes, and
 * more bytes than any bundle. Source: PKWARE APPNOTE 6.3.10, §4.3.12.
 */
export function zipEntries(
  directory: Buffer,
  { offset: end, entries: count }: Pick<DirectoryPlace, 'offset' | 'entries'>,
): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature)
      throw refused('its directory is damaged');
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const next = lengths.reduce((sum, length) => sum + length, at + 46);
    if (next > directory.length) throw refused('its directory is damaged');
    const entry = entryAt(directory, at, lengths[0] ?? 0);
    if (entry !== null) entries.push(entry);
    at = next;
  }
  if (at !== directory.length) throw refused('its directory is damaged');
  refuseDoubles(entries);
  refuseOverlaps(entries, end);
  const sum = entries.reduce((total, { bytes, isDeflated }) => total + (isDeflated ? bytes : 0), 0);
  if (sum > largestSum) throw refused(`it says that it holds ${sum} bytes, more than any bundle`);
  return entries;
}

/** Null for a folder. */
function entryAt(directory: Buffer, at: number, nameBytes: number): ZipEntry | null {
  const path = pathOf(directory.subarray(at + 46, at + 46 + nameBytes));
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const { packedBytes, bytes, offset } = placeOf(directory, at, nameBytes, path);
  // Unix file types lie in the upper half of the external attributes: 0xA is a symbolic link.
  const isUnix = directory.readUInt8(at + 5) === 3;
  if (isUnix && directory.readUInt32LE(at + 38) >>> 28 === 0xa) throw refused(`${path} is a link`);
  if ((flags & 0x41) !== 0) throw refused(`${path} is encrypted`);
  if (path.endsWith('/')) {
    if (bytes !== 0) throw refused(`the folder ${path} holds bytes`);
    return null;
  }
  if (method !== stored && method !== deflated)
    throw refused(`${path} is packed in a way that is not read here`);
  if (method === stored && packedBytes !== bytes) throw refused(`${path} gives two sizes`);
  const most = Math.max(bytes, packedBytes); // what is packed is read at once, whatever comes out of it
  if (most > largestFile && method !== stored)
    throw refused(`${path} says that it has ${most} bytes, more than any file of a bundle`);
  return {
    path,
    isDeflated: method === deflated,
    crc32: directory.readUInt32LE(at + 16),
    packedBytes,
    bytes,
    offset,
  };
}

/** Sizes and offset, from the ZIP64 field where they do not fit (§4.5.3). */
function placeOf(directory: Buffer, at: number, nameBytes: number, path: string) {
  const [packed, bytes, offset] = [20, 24, 42].map((field) => directory.readUInt32LE(at + field));
  const from = at + 46 + nameBytes;
  const field = zip64Field(directory.subarray(from, from + directory.readUInt16LE(at + 30)));
  let read = 0;
  const wide = (value: number | undefined): number => {
    if (value !== undefined && value !== most32) return value;
    if (field === null || field.length < read + 8) throw refused(`${path} says nowhere how large it is`);
    read += 8;
    return Number(field.readBigUInt64LE(read - 8));
  };
  const whole = wide(bytes); // the order of the field
  return { bytes: whole, packedBytes: wide(packed), offset: wide(offset) };
}

function zip64Field(extra: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return null;
}

/** A relative path with slashes, in UTF-8, of which no part leads anywhere but down. */
export function pathOf(name: Buffer): string {
  let path: string;
  try {
    path = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch (cause) {
    throw new LedgerError('This archive is refused: a name in it is no UTF-8.', { cause });
  }
  const problem = pathProblem(path.replace(/\/$/, ''));
  if (problem !== null) throw refused(problem);
  return path;
}

function refuseDoubles(entries: readonly ZipEntry[]): void {
  const placeProblem = ownPlaces();
  for (const { path } of entries) {
    const problem = placeProblem(path);
    if (problem !== null) throw refused(problem);
  }
}

/** Files that share bytes are how a small archive pretends to hold much. */
function refuseOverlaps(entries: readonly ZipEntry[], end: number): void {
  let free = 0;
  for (const { path, offset, packedBytes } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < free) throw refused(`${path} shares bytes with another file`);
    free = offset + 30 + Buffer.byteLength(path) + packedBytes;
  }
  if (free > end) throw refused('a file in it reaches into its directory');
}

function refused(why: string): LedgerError {
  return new LedgerError(`This archive is refused: ${why}.`);
}
