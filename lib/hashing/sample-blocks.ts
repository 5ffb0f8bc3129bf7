import { createHash } from 'node:crypto';

const fewest = 4;

/** How many blocks of so many one per cent is, and never fewer than four while there are four. */
export function sampleSize(blocks: number): number {
  return Math.min(blocks, Math.max(fewest, Math.ceil(blocks / 100)));
}

/**
 * Draws `count` different numbers below `blocks`, ascending, by a seed that anybody can draw them by again: number i is
 * the first 8 bytes (big-endian) of SHA-256(seed ‖ i as 8 bytes), those at or above the largest multiple of `blocks`
 * left out, modulo `blocks`; one that was drawn already is left out. Throws RangeError for more than there are.
 */
export function sampleBlocks(seed: Uint8Array, blocks: number, count: number): readonly number[] {
  if (count > blocks) throw new RangeError('There are fewer blocks than are to be drawn.');
  const drawn = new Set<number>();
  const total = BigInt(blocks);
  const limit = blocks === 0 ? 0n : (1n << 64n) - ((1n << 64n) % total); // above it some numbers would be likelier
  for (let i = 0n; drawn.size < count; i += 1n) {
    const value = numberOf(seed, i);
    if (value < limit) drawn.add(Number(value % total));
  }
  return [...drawn].toSorted((a, b) => a - b);
}

function numberOf(seed: Uint8Array, i: bigint): bigint {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(i);
  return createHash('sha256').update(seed).update(counter).digest().readBigUInt64BE(0);
}
