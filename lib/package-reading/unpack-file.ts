import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { ArchiveRefused } from './archive-refused.ts';
import { windowBytes } from './archive-source.ts';
import { shortened } from './check-entries.ts';
import type { OpenArchive, PackedFile } from './open-archive.ts';

const stored = 0;

/**
 * The unpacked bytes of one file, piece by piece and never more than its directory says. Throws ArchiveRefused
 * `lying-sizes` for more or fewer, `damaged` for bytes that do not unpack or are not those of its checksum.
 */
export async function* unpackFile(archive: OpenArchive, file: PackedFile): AsyncGenerator<Buffer> {
  const { path, bytes, crc32: wanted } = file.entry;
  let [length, sum] = [0, 0];
  for await (const piece of piecesOf(archive, file)) {
    length += piece.length;
    if (length > bytes)
      throw new ArchiveRefused(
        'lying-sizes',
        `${shortened(path)} unpacks to more than the ${bytes} bytes it says.`,
      );
    sum = crc32(piece, sum);
    yield piece;
  }
  if (length < bytes)
    throw new ArchiveRefused(
      'lying-sizes',
      `${shortened(path)} says ${bytes} bytes and unpacks to ${length}.`,
    );
  if (sum !== wanted)
    throw new ArchiveRefused('damaged', `${shortened(path)} does not have the bytes of its checksum.`);
}

async function* piecesOf(archive: OpenArchive, file: PackedFile): AsyncGenerator<Buffer> {
  if (file.entry.method === stored) yield* packedPieces(archive, file);
  else yield* inflated(archive, file);
}

async function* inflated(archive: OpenArchive, file: PackedFile): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  const packed = Readable.from(packedPieces(archive, file), { objectMode: false });
  packed.on('error', (cause) => inflate.destroy(cause));
  packed.pipe(inflate);
  try {
    for await (const piece of inflate) yield piece;
  } catch (cause) {
    if (cause instanceof ArchiveRefused || !isZlibError(cause)) throw cause;
    throw new ArchiveRefused('damaged', `${shortened(file.entry.path)} does not unpack.`, { cause });
  } finally {
    packed.destroy();
    inflate.destroy();
  }
}

function isZlibError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && /^(Z_|ERR_)/.test(String(cause.code));
}

async function* packedPieces({ source }: OpenArchive, { start, end }: PackedFile): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const until = Math.min(end, at - (at % windowBytes) + windowBytes);
    yield await source.read(at, until);
    at = until;
  }
}
