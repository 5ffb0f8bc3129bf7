import { nativeCrc32 } from '../../hashing/native-crc32.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import type { BundleFiles } from '../bundle-files.ts';
import { type ByteSource, readAhead } from './byte-source.ts';
import { ownPlaces } from './own-places.ts';
import {
  centralForm,
  centralHeader,
  descriptor,
  descriptorForm,
  endForm,
  endIn,
  ending,
  entryIn,
  lengthOf,
  localForm,
  localHeader,
  otherField,
  type ZipEnd,
  type ZipEntry,
  type ZipForm,
} from './zip-form.ts';
import { inPlainSight, nameProblem } from './zip-name.ts';

const pieceBytes = 1024 * 1024;
const largestAtOnce = 64 * 1024 * 1024;
const longestName = 0xffff;
const slashByte = 0x2f;

/** The files of an archive as `zipStream` makes it, under their paths below its one folder. */
export interface ZipArchive extends Required<Omit<BundleFiles, 'report' | 'strangers'>> {
  readonly folder: string;
  /** In bytes. Throws LedgerError if there is no such file. */
  sizeOf(path: string): number;
}

/** Where the bytes of a file lie. */
interface Place {
  readonly at: number;
  readonly size: number;
  readonly crc32: number;
}

/**
 * Reads an archive as `zipStream` makes it, from wherever its bytes lie; only its names and places are held. Every byte
 * that is no content must be the one that `zipStream` writes there: so there is one reading of it, no gap, no overlap, and
 * nothing that belongs to nobody. What the files hold is for the manifests to say; a checksum that is not that of the
 * bytes is told in `damaged` once they were read. Throws LedgerError with what is otherwise. Source: PKWARE APPNOTE 6.3.10 §4.3.
 */
export async function zipArchive(source: ByteSource): Promise<ZipArchive> {
  const end = await zipEnd(source);
  const [directory, content] = [readAhead(source), readAhead(source)];
  const names = archiveNames();
  const places = new Map<string, Place>();
  let [at, free] = [Number(end.start), 0];
  for (let i = 0n; i < end.files; i += 1n) {
    const { entry, bytes } = await readEntry(directory, at, source.size - lengthOf(endForm));
    const path = names.next(entry.name);
    if (entry.offset !== BigInt(free))
      throw refused(`there are bytes between ${path} and what lies before it, or they share some`);
    const place = await placeOf(content, entry, path, Number(end.start));
    places.set(path, place.file);
    at += bytes;
    free = place.end;
  }
  if (free !== Number(end.start))
    throw refused('there are bytes before its directory that belong to no file');
  if (at !== Number(end.start + end.length)) throw refused('its directory holds more than its files');
  return filesIn(source, { content, places, folder: names.folder() });
}

/** What an archive says of its directory. Throws LedgerError for what is none, or is cut off, or ends as another's does. */
export async function zipEnd(source: ByteSource): Promise<ZipEnd> {
  const length = lengthOf(endForm);
  const found = await source.read(Math.max(0, source.size - length), Math.min(length, source.size));
  if (!isIn(found, 'PK\u0005\u0006')) {
    const head = await source.read(0, Math.min(4, source.size));
    if (!isIn(head, 'PK\u0003\u0004')) throw new LedgerError('This file is no .zip archive.');
    throw new LedgerError('This archive was cut off on its way: it has no end. Have it sent again.');
  }
  if (source.size < length) throw refused('it is no archive of Holdfast');
  const end = endIn(found);
  requireForm('its end', endForm, found, ending(end));
  if (end.start + end.length + BigInt(length) !== BigInt(source.size))
    throw refused('its directory is not where its end says');
  return end;
}

function isIn(bytes: Uint8Array, signature: string): boolean {
  return String.fromCharCode(...bytes).includes(signature);
}

async function readEntry(
  directory: ByteSource,
  at: number,
  end: number,
): Promise<{ readonly entry: ZipEntry; readonly bytes: number }> {
  const found = await directory.read(at, Math.min(lengthOf(centralForm, longestName), end - at));
  const entry = found.length < lengthOf(centralForm) ? null : entryIn(found);
  if (entry === null) throw refused('its directory is cut off, or a name in it is too long');
  const due = centralHeader(entry);
  requireForm('its directory', centralForm, found.subarray(0, due.length), due);
  return { entry, bytes: due.length };
}

/** Held against what stands before the bytes, and behind them. */
async function placeOf(
  content: ByteSource,
  entry: ZipEntry,
  path: string,
  most: number,
): Promise<{ readonly file: Place; readonly end: number }> {
  const [head, tail] = [localHeader(entry), descriptor(entry)];
  const offset = Number(entry.offset);
  const at = offset + head.length;
  const end = BigInt(at) + entry.size + BigInt(tail.length);
  if (end > BigInt(most)) throw refused(`${path} reaches into its directory`);
  requireForm(path, localForm, await content.read(offset, head.length), head);
  const size = Number(entry.size);
  if (tail.length > 0) requireForm(path, descriptorForm, await content.read(at + size, tail.length), tail);
  return { file: { at, size, crc32: entry.crc32 }, end: Number(end) };
}

/** Names as they come, each below the one folder, and none in the place of another on any system. */
function archiveNames(): { next(name: Uint8Array): string; folder(): string } {
  let folder = '';
  const placeProblem = ownPlaces();
  return {
    folder: () => folder,
    next(name) {
      const whole = textOf(name);
      const problem = nameProblem(whole);
      if (problem !== null) throw refused(problem);
      const slash = whole.indexOf('/');
      if (folder === '') folder = whole.slice(0, slash);
      if (slash < 0 || whole.slice(0, slash) !== folder)
        throw refused(`${whole} lies outside of its one folder`);
      const path = textOf(name.subarray(name.indexOf(slashByte) + 1)); // in letters of its own, not a part of a longer text
      const double = placeProblem(path);
      if (double !== null) throw refused(double);
      return path;
    },
  };
}

function textOf(name: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch (cause) {
    throw new LedgerError('This archive is refused: a name in it is no UTF-8.', { cause });
  }
}

function filesIn(
  source: ByteSource,
  { content, places, folder }: { content: ByteSource; places: ReadonlyMap<string, Place>; folder: string },
): ZipArchive {
  const damaged = new Set<string>();
  const placeAt = (path: string): Place => {
    const place = places.get(path);
    if (place === undefined) throw new LedgerError(`There is no file ${inPlainSight(path)}.`);
    return place;
  };
  return {
    folder,
    paths: new Set(places.keys()),
    sizeOf: (path) => placeAt(path).size,
    async read(path) {
      const { at, size, crc32 } = placeAt(path);
      if (size > largestAtOnce) throw refused(`${path} is larger than a file of this kind can be`);
      const bytes = new Uint8Array(await (size < pieceBytes ? content : source).read(at, size));
      if (nativeCrc32(bytes) !== crc32) damaged.add(path);
      return bytes;
    },
    async *pieces(path) {
      const { at, size, crc32 } = placeAt(path);
      let crc = 0;
      for (let from = 0; from < size; from += pieceBytes) {
        const length = Math.min(pieceBytes, size - from);
        const piece = new Uint8Array(await (size < pieceBytes ? content : source).read(at + from, length));
        crc = nativeCrc32(piece, crc);
        yield piece;
      }
      if (crc !== crc32) damaged.add(path);
    },
    archive: { remarks: [], damaged: () => [...damaged] },
  };
}

function requireForm(where: string, form: ZipForm, found: Uint8Array, due: Uint8Array): void {
  const other = otherField(form, found, due);
  if (other !== null) throw refused(`${where} has another ${other} than an archive of Holdfast has there`);
}

function refused(why: string): LedgerError {
  return new LedgerError(`This archive is refused: ${why}.`);
}
