import { blockSize } from '../../hashing/block-manifest.ts';
import { sha256 } from '../../hashing/merkle-hash.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import { CopyMismatch } from './copy-mismatch.ts';

const digestSize = 32;

/**
 * The bytes [start, end) of a disk. Every 4 MiB block that they touch is read whole and held against its digest in the
 * manifest before any byte of it is yielded; the next one is read meanwhile. Throws CopyMismatch at the first that differs.
 */
export async function* checkedBlocks(
  reader: DiskReader,
  manifest: Uint8Array,
  { start, end }: { readonly start: bigint; readonly end: bigint },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (start >= end) return;
  const size = BigInt(blockSize);
  const last = Number((end - 1n) / size);
  let ahead = readAhead(reader, manifest, Number(start / size), signal);
  for (let index = Number(start / size); index <= last; index += 1) {
    const block = await ahead;
    if (index < last) ahead = readAhead(reader, manifest, index + 1, signal);
    const from = BigInt(index) * size;
    const skip = start > from ? Number(start - from) : 0;
    const stop = end < from + BigInt(block.length) ? Number(end - from) : block.length;
    yield block.subarray(skip, stop);
  }
}

function readAhead(
  reader: DiskReader,
  manifest: Uint8Array,
  index: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const block = checkedBlock(reader, manifest, index, signal);
  block.catch(() => undefined); // it fails where it is awaited; a reader who left awaits it no more
  return block;
}

async function checkedBlock(
  reader: DiskReader,
  manifest: Uint8Array,
  index: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const start = BigInt(index) * BigInt(blockSize);
  const wanted = start + BigInt(blockSize);
  const end = wanted < reader.sizeBytes ? wanted : reader.sizeBytes;
  const chunks: Uint8Array[] = [];
  for await (const chunk of await reader.read(start, end, signal)) chunks.push(chunk);
  const block = new Uint8Array(Buffer.concat(chunks));
  const expected = hex(manifest.subarray(index * digestSize, (index + 1) * digestSize));
  const actual = hex(sha256(block));
  if (actual === expected) return block;
  throw new CopyMismatch({ index, start: start.toString(), end: end.toString(), expected, actual });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
