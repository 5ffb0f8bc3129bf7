import { ArchiveRefused } from './archive-refused.ts';
import { type ArchiveSource, windowedSource } from './archive-source.ts';
import { checkEntries, isFolder, shortened } from './check-entries.ts';
import type { PackageLimits } from './package-limits.ts';
import { directoryPlace } from './zip-end.ts';
import { type ZipEntry, zipEntries } from './zip-entry.ts';

const localSignature = 0x04034b50;
const localBytes = 30;
const sizesFollow = 0x0008; // flag bit 3: the sizes stand behind the bytes

/** A file of an archive whose directory was found to be honest. */
export interface PackedFile {
  readonly entry: ZipEntry;
  readonly start: number; // of its packed bytes
  readonly end: number; // exclusive
}

/** An archive whose directory was checked. `source` reads a window at a time. */
export interface OpenArchive {
  readonly source: ArchiveSource;
  readonly files: readonly PackedFile[]; // by path, folders left out
  readonly limits: PackageLimits;
}

/**
 * Reads an archive's directory and holds it against every local header. Nothing is unpacked. Throws ArchiveRefused with
 * the verdict.
 */
export async function openArchive(bytes: ArchiveSource, limits: PackageLimits): Promise<OpenArchive> {
  const source = windowedSource(bytes);
  const place = await directoryPlace(source);
  if (place.entries > limits.entries || place.length > limits.directoryBytes)
    throw new ArchiveRefused(
      'too-many-entries',
      `Its end says ${place.entries} entries in ${place.length} bytes; at most ${limits.entries} are read.`,
    );
  const entries = zipEntries(await source.read(place.offset, place.offset + place.length), place.entries);
  checkEntries(entries, limits);
  const packed = await placedFiles(source, entries);
  refuseOverlaps(packed, place.offset);
  const files = packed.filter(({ entry }) => !isFolder(entry));
  return { source, limits, files: files.toSorted((a, b) => (a.entry.path < b.entry.path ? -1 : 1)) };
}

/** In the order of their bytes, so that headers are fetched a window at a time. */
async function placedFiles(
  source: ArchiveSource,
  entries: readonly ZipEntry[],
): Promise<readonly PackedFile[]> {
  const placed: PackedFile[] = [];
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    placed.push(await placedFile(source, entry));
  }
  return placed;
}

async function placedFile(source: ArchiveSource, entry: ZipEntry): Promise<PackedFile> {
  const nameStart = entry.offset + localBytes;
  const header = await source.read(entry.offset, nameStart);
  if (header.readUInt32LE(0) !== localSignature)
    throw new ArchiveRefused('damaged', `${shortened(entry.path)} is not where the directory says.`);
  const [nameBytes, extraBytes] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const name = await source.read(nameStart, nameStart + nameBytes);
  if (!name.equals(entry.name))
    throw new ArchiveRefused('two-names', `${shortened(entry.path)} has another name beside its bytes.`);
  requireSameSizes(header, entry);
  const start = nameStart + nameBytes + extraBytes;
  return { entry, start, end: start + entry.packedBytes };
}

/** Sizes that follow the bytes are held against them when they are unpacked; so are those of ZIP64. */
function requireSameSizes(header: Buffer, { path, flags, method, packedBytes, bytes }: ZipEntry): void {
  const [localFlags, localMethod] = [header.readUInt16LE(6), header.readUInt16LE(8)];
  if (localMethod !== method || (localFlags & 1) !== (flags & 1))
    throw new ArchiveRefused('lying-sizes', `${shortened(path)} is packed in two ways at once.`);
  const said = [header.readUInt32LE(18), header.readUInt32LE(22)];
  const isOpen = (localFlags & sizesFollow) !== 0 && said.every((one) => one === 0 || one === 0xffffffff);
  const isSame = [packedBytes, bytes].every((one, i) => said[i] === one || said[i] === 0xffffffff);
  if (!isOpen && !isSame)
    throw new ArchiveRefused('lying-sizes', `${shortened(path)} gives other sizes beside its bytes.`);
}

function refuseOverlaps(placed: readonly PackedFile[], directoryStart: number): void {
  let free = 0;
  for (const { entry, end } of placed) {
    if (entry.offset < free)
      throw new ArchiveRefused('overlap', `${shortened(entry.path)} shares bytes with another file.`);
    free = end;
  }
  if (free > directoryStart) throw new ArchiveRefused('overlap', 'A file in it reaches into its directory.');
}
