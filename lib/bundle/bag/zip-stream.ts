import { nativeCrc32 } from '../../hashing/native-crc32.ts';
import type { BagFile } from './bag-file.ts';
import { bytePages } from './byte-pages.ts';
import { centralHeader, descriptor, ending, localHeader, type ZipEntry } from './zip-form.ts';
import { nameProblem } from './zip-name.ts';

const encoder = new TextEncoder();

/**
 * An archive of these files, stored as they are, in ZIP64 form, in pieces. One file after the other, none held in memory
 * but for its line in the directory. In: files that give as many bytes as they say, under paths that `zipArchive` takes;
 * else it throws. Source: PKWARE APPNOTE 6.3.10 §4.3.
 */
export async function* zipStream(folder: string, files: AsyncIterable<BagFile>): AsyncGenerator<Uint8Array> {
  const directory = bytePages();
  let [count, offset] = [0n, 0n];
  for await (const { path, size, pieces } of files) {
    const begun = entryOf(`${folder}/${path}`, { size, offset, pieces });
    const head = localHeader(begun);
    yield head;
    const { crc32, bytes } =
      pieces instanceof Uint8Array ? yield* atHand(pieces, begun.crc32) : yield* streamed(pieces);
    if (bytes !== size) throw new Error(`${path} has ${bytes} bytes and said ${size}.`);
    const entry = { ...begun, crc32 };
    const tail = descriptor(entry);
    if (tail.length > 0) yield tail;
    directory.add(centralHeader(entry));
    count += 1n;
    offset += BigInt(head.length) + size + BigInt(tail.length);
  }
  yield* directory.pages();
  yield ending({ files: count, start: offset, length: BigInt(directory.size()) });
}

function entryOf(
  path: string,
  { size, offset, pieces }: Pick<BagFile, 'size' | 'pieces'> & { offset: bigint },
): ZipEntry {
  const problem = nameProblem(path);
  if (problem !== null) throw new Error(`No archive is made: ${problem}.`);
  const isBehind = !(pieces instanceof Uint8Array);
  return { name: encoder.encode(path), isBehind, crc32: isBehind ? 0 : nativeCrc32(pieces), size, offset };
}

interface Passed {
  readonly crc32: number;
  readonly bytes: bigint;
}

async function* atHand(bytes: Uint8Array, crc32: number): AsyncGenerator<Uint8Array, Passed> {
  if (bytes.length > 0) yield bytes;
  return { crc32, bytes: BigInt(bytes.length) };
}

async function* streamed(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, Passed> {
  let [crc32, bytes] = [0, 0n];
  for await (const piece of pieces) {
    crc32 = nativeCrc32(piece, crc32);
    bytes += BigInt(piece.length);
    yield piece;
  }
  return { crc32, bytes };
}
