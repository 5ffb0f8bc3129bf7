import { LedgerError } from '../../ledger/ledger-error.ts';
import type { ByteSource } from '../bag/byte-source.ts';
import { ownPlaces } from '../bag/own-places.ts';
import { zipArchive } from '../bag/zip-archive.ts';
import { inPlainSight } from '../bag/zip-name.ts';
import type { BundleFiles } from '../bundle-files.ts';
import { proofBundle } from '../proof-bundle.ts';

const parts = ['data/', 'events/', 'log/', 'timestamps/', 'roots/'];
const bagDeclaration = 'bagit.txt';
const isReport =
  'This page does not check a PDF. A custody report is checked by: npx --no holdfast verify REPORT.pdf --policy POLICY. The bundle that holds it is checked here, and with it whether the report is the one that its events name.';

/** A file with the path under which a browser handed it over. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

/** The files of `<input webkitdirectory>`. */
export function filesOfInput(files: FileList | null): readonly PlacedFile[] {
  return Array.from(files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Everything that was dropped, folders read to their last file. */
export async function filesOfDrop(items: DataTransferItemList): Promise<readonly PlacedFile[]> {
  // All of it at once: the list is gone after the first wait.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return (await Promise.all(entries.map(readEntry))).flat();
}

/**
 * A single proof, a .zip as it was downloaded, or the files of a bundle: whatever lies above its own folders is cut away,
 * wherever somebody kept it, and what lies beside a bag is none of it, which is told. Throws LedgerError for a PDF, which is
 * no bundle, and where two files would stand in one place: one could hide the other.
 */
export async function chosenBundle(chosen: readonly PlacedFile[]): Promise<BundleFiles> {
  const [only, ...more] = chosen;
  if (more.length === 0 && only?.path.toLowerCase().endsWith('.pdf') === true)
    throw new LedgerError(isReport);
  if (only?.path.endsWith('.tlog-proof') === true && more.length === 0)
    return proofBundle(new Uint8Array(await only.file.arrayBuffer()));
  if (only?.path.endsWith('.zip') === true && more.length === 0) return await archiveIn(only.file);
  const root = bagRoot(chosen);
  const byPath = new Map<string, File>();
  const beside: string[] = [];
  const placeProblem = ownPlaces();
  for (const { path, file } of chosen) {
    const within = pathInBundle(path, root);
    if (within === null) {
      beside.push(path);
      continue;
    }
    if (byPath.has(within))
      throw new LedgerError(`There are two files ${within} in what was chosen. Choose one bundle.`);
    const problem = placeProblem(within);
    if (problem !== null) throw new LedgerError(`What was chosen is refused: ${problem}.`);
    byPath.set(within, file);
  }
  return {
    paths: new Set([...byPath.keys()].sort()),
    archive: { remarks: besideBag(beside, root ?? []), damaged: () => [] },
    read: async (path) => {
      const file = byPath.get(path);
      if (file === undefined) throw new Error(`There is no file ${path}.`);
      return new Uint8Array(await file.arrayBuffer());
    },
    pieces: (path) => piecesOf(byPath.get(path)),
  };
}

/** Packed again by somebody, it is for them to unpack: what else lies in it, nobody could say. */
async function archiveIn(file: File): Promise<BundleFiles> {
  try {
    return await zipArchive(bytesOf(file));
  } catch (cause) {
    if (!(cause instanceof LedgerError) || !cause.message.startsWith('This archive is refused')) throw cause;
    const words = `${cause.message} If somebody packed a bundle again, unpack it and choose its folder.`;
    throw new LedgerError(words, { cause });
  }
}

function bytesOf(file: File): ByteSource {
  return {
    size: file.size,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

async function* piecesOf(file: File | undefined): AsyncGenerator<Uint8Array> {
  if (file === undefined) throw new Error('There is no such file.');
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}

/** The folders above a bag; null if there is none. */
function bagRoot(chosen: readonly PlacedFile[]): readonly string[] | null {
  const roots = chosen
    .map(({ path }) => segmentsOf(path))
    .filter((segments) => segments.at(-1) === bagDeclaration);
  return roots.toSorted((a, b) => a.length - b.length)[0]?.slice(0, -1) ?? null;
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** A bag within what was handed over may hold, while what somebody takes for the bundle lies around it. */
function besideBag(beside: readonly string[], root: readonly string[]): readonly string[] {
  if (beside.length === 0) return [];
  const folder = root.length === 0 ? 'the bag' : `the bag ${inPlainSight(root.join('/'))}`;
  const names = beside.slice(0, 3).map(inPlainSight).join(', ');
  return [
    `Only ${folder} was looked at. ${beside.length} of the files that were chosen lie beside it, and are no part of it: ${names}${beside.length > 3 ? ', …' : ''}.`,
  ];
}

/** Null for what lies outside of the bag. */
function pathInBundle(path: string, root: readonly string[] | null): string | null {
  const segments = segmentsOf(path);
  if (root !== null) {
    const isWithin = root.every((segment, i) => segments[i] === segment);
    return isWithin ? segments.slice(root.length).join('/') : null;
  }
  const first = segments.findIndex((segment) => parts.includes(`${segment}/`));
  return segments.slice(Math.max(0, first)).join('/');
}

async function readEntry(entry: FileSystemEntry): Promise<readonly PlacedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath, file }];
  }
  return isFolder(entry) ? await readFolder(entry.createReader()) : [];
}

/** A reader hands out a hundred names at a time, and none when it is through. */
async function readFolder(reader: FileSystemDirectoryReader): Promise<readonly PlacedFile[]> {
  const found: PlacedFile[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return found;
    found.push(...(await Promise.all(batch.map(readEntry))).flat());
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
