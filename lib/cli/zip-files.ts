import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import type { BundleFiles } from '../bundle/bundle-files.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { ArchiveRefused } from '../package-reading/archive-refused.ts';
import { directoryPlace } from '../package-reading/zip-end.ts';
import { largestFile, type ZipEntry, zipEntries } from './zip-directory.ts';

const inflate = promisify(inflateRaw);
const localSignature = 0x04034b50;
const localBytes = 30;
const pieceBytes = 1024 * 1024;

/**
 * The files of a .zip, read from where they lie and never unpacked to a disk. Where everything lies in one folder, as
 * when somebody packed the folder of a bundle, that folder is left out of the paths. Throws LedgerError for an archive
 * that is not plainly one of a bundle; close it when everything is read.
 */
export async function zipFiles(file: string): Promise<BundleFiles & { close(): Promise<void> }> {
  const archive = await open(file);
  try {
    const entries = await directoryOf(archive);
    const within = commonFolder([...entries.keys()]);
    return {
      paths: new Set(Array.from(entries.keys(), (path) => path.slice(within.length))),
      async read(path) {
        const entry = entries.get(within + path);
        if (entry === undefined) throw new LedgerError(`There is no file ${path}.`);
        if (entry.bytes > largestFile)
          throw new LedgerError(
            `This archive is refused: ${path} is larger than a file of this kind can be.`,
          );
        return await readEntry(archive, entry);
      },
      pieces: (path) => piecesOf(archive, entries.get(within + path)),
      close: () => archive.close(),
    };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function directoryOf(archive: FileHandle): Promise<ReadonlyMap<string, ZipEntry>> {
  const { size } = await archive.stat();
  const read = (start: number, end: number) => readAt(archive, start, end - start);
  const place = await inWords(() => directoryPlace({ sizeBytes: size, read }));
  const entries = zipEntries(await readAt(archive, place.offset, place.length), place);
  // What a Mac adds beside the files is nobody's evidence.
  const own = entries.filter(({ path }) => !path.startsWith('__MACOSX/') && !path.endsWith('.DS_Store'));
  return new Map(own.map((entry) => [entry.path, entry]));
}

async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof ArchiveRefused)) throw cause;
    throw new LedgerError(`This archive is refused. ${cause.message}`, { cause });
  }
}

/** "folder/" if every path begins with it and it is no folder of a bundle itself, else "". */
function commonFolder(paths: readonly string[]): string {
  const folder = /^[^/]+\//.exec(paths[0] ?? '')?.[0] ?? '';
  const isOfBundle = ['data/', 'events/', 'log/', 'timestamps/', 'roots/'].includes(folder);
  return !isOfBundle && paths.every((path) => path.startsWith(folder)) ? folder : '';
}

async function readEntry(archive: FileHandle, entry: ZipEntry): Promise<Uint8Array> {
  const { path, packedBytes, bytes, isDeflated } = entry;
  const packed = await readAt(archive, await bytesBegin(archive, entry), packedBytes);
  const data = isDeflated ? await inflated(packed, entry) : packed;
  if (data.length !== bytes || crc32(data) !== entry.crc32) throw damaged(path);
  return data;
}

/** Piece by piece what is stored as it is; what is packed at once. */
async function* piecesOf(archive: FileHandle, entry: ZipEntry | undefined): AsyncGenerator<Uint8Array> {
  if (entry === undefined) throw new LedgerError('There is no such file.');
  if (entry.isDeflated) {
    yield await readEntry(archive, entry);
    return;
  }
  const begin = await bytesBegin(archive, entry);
  let crc = 0;
  for (let at = 0; at < entry.bytes; at += pieceBytes) {
    const piece = await readAt(archive, begin + at, Math.min(pieceBytes, entry.bytes - at));
    crc = crc32(piece, crc);
    yield piece;
  }
  if (crc !== entry.crc32) throw damaged(entry.path);
}

/** Where the bytes of an entry begin, behind its own header. */
async function bytesBegin(archive: FileHandle, { path, offset }: ZipEntry): Promise<number> {
  const header = await readAt(archive, offset, localBytes);
  const nameBytes = header.readUInt16LE(26);
  const name = await readAt(archive, offset + localBytes, nameBytes);
  if (header.readUInt32LE(0) !== localSignature || name.toString('utf8') !== path)
    throw new LedgerError(`This archive is refused: it has another name for ${path} in another place.`);
  return offset + localBytes + nameBytes + header.readUInt16LE(28);
}

function damaged(path: string, cause?: unknown): LedgerError {
  return new LedgerError(`This archive is damaged: ${path} does not have the bytes that it says.`, { cause });
}

async function inflated(packed: Buffer, { path, bytes }: ZipEntry): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (cause) {
    throw damaged(path, cause);
  }
}

async function readAt(archive: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await archive.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new LedgerError('This archive is cut off.');
  return buffer;
}
