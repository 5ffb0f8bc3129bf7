import { type BagFile, smallFile } from '../../lib/bundle/bag/bag-file.ts';
import { zipStream } from '../../lib/bundle/bag/zip-stream.ts';
import type { BundleMap } from './crafted-bundle.ts';

/** These files as the portal packs them; `streamed` ones as evidence is, with what is known behind the bytes. */
export async function zipOf(
  files: BundleMap,
  streamed: readonly string[] = [],
  folder = 'INC-1-bundle',
): Promise<Buffer> {
  const parts = async function* (): AsyncGenerator<BagFile> {
    for (const [path, bytes] of files)
      yield streamed.includes(path)
        ? { path, size: BigInt(bytes.length), pieces: inPieces(bytes) }
        : smallFile(path, bytes);
  };
  return await joined(zipStream(folder, parts()));
}

/** All pieces in one. */
export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** The bytes as a stream gives them. */
export async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
