import { blockSize } from '../../hashing/block-manifest.ts';
import type { SealedArchive } from '../../ports/package-reader.ts';
import { checkedBlocks } from '../access/checked-blocks.ts';
import type { SealedContent } from '../access/sealed-content.ts';

type Range = { readonly start: string; readonly end: string };

/** The sealed bytes as an archive, each block held against the seal, and the ranges that were read of it by now. */
export function sealedArchive(
  { reader, manifest }: SealedContent,
  signal: AbortSignal,
): { readonly archive: SealedArchive; touched(): readonly Range[] } {
  const blocks = new Set<number>();
  const archive: SealedArchive = {
    sizeBytes: Number(reader.sizeBytes),
    async read(start, end) {
      if (start < end)
        for (let block = Math.floor(start / blockSize); block * blockSize < end; block += 1)
          blocks.add(block);
      const range = { start: BigInt(start), end: BigInt(end) };
      const parts: Uint8Array[] = [];
      for await (const part of checkedBlocks(reader, manifest, range, signal)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
  return {
    archive,
    touched: () =>
      joined(
        [...blocks].toSorted((a, b) => a - b),
        reader.sizeBytes,
      ),
  };
}

/** Blocks that lie side by side are one range. In: their numbers, ascending. */
function joined(blocks: readonly number[], size: bigint): readonly Range[] {
  const ranges: { first: number; last: number }[] = [];
  for (const block of blocks) {
    const before = ranges.at(-1);
    if (before !== undefined && before.last + 1 === block) before.last = block;
    else ranges.push({ first: block, last: block });
  }
  return ranges.map(({ first, last }) => {
    const end = BigInt(last + 1) * BigInt(blockSize);
    return {
      start: (BigInt(first) * BigInt(blockSize)).toString(),
      end: (end < size ? end : size).toString(),
    };
  });
}
