import { blockCount, blockSize } from '../../hashing/block-manifest.ts';
import { sampleBlocks, sampleSize } from '../../hashing/sample-blocks.ts';
import { checkedBlocks } from '../access/checked-blocks.ts';
import type { SealedContent } from '../access/sealed-content.ts';

/** How many blocks an item has, and how many of them a sample reads. In: bytes, decimal. */
export function sampleOf(sizeBytes: string): { readonly blocks: number; readonly sampled: number } {
  const blocks = blockCount(BigInt(sizeBytes));
  return { blocks, sampled: sampleSize(blocks) };
}

/** Reads the blocks that a seed draws, each against the sealed manifest. Out: bytes read. Throws CopyMismatch at the first that differs. */
export async function readSample(
  { reader, manifest }: Pick<SealedContent, 'reader' | 'manifest'>,
  seed: Uint8Array,
  progress: (done: bigint, total: bigint) => void,
  signal: AbortSignal,
): Promise<bigint> {
  const { blocks, sampled } = sampleOf(reader.sizeBytes.toString());
  const ranges = sampleBlocks(seed, blocks, sampled).map((index) => rangeOf(index, reader.sizeBytes));
  const total = ranges.reduce((sum, { start, end }) => sum + end - start, 0n);
  let done = 0n;
  for (const range of ranges)
    for await (const block of checkedBlocks(reader, manifest, range, signal)) {
      done += BigInt(block.length);
      progress(done, total);
    }
  return done;
}

function rangeOf(index: number, sizeBytes: bigint): { readonly start: bigint; readonly end: bigint } {
  const start = BigInt(index) * BigInt(blockSize);
  const end = start + BigInt(blockSize);
  return { start, end: end < sizeBytes ? end : sizeBytes };
}
