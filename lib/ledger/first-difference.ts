import { LedgerError } from './ledger-error.ts';
import type { ReadNode } from './tree-proof.ts';

/**
 * The first index at which two trees differ, found from the nodes of both without reading every leaf. In: the number
 * of entries that both have. Out: the index, or null if all of them are equal. A node that a tree does not have
 * (LedgerError) counts as different; every other error is thrown. At most 4·log2(size) reads of each.
 */
export async function firstDifference(size: bigint, a: ReadNode, b: ReadNode): Promise<bigint | null> {
  let start = 0n;
  for (let level = size.toString(2).length - 1; level >= 0; level -= 1) {
    const span = 1n << BigInt(level);
    if (start + span > size) continue;
    if (!(await sameNode(level, start >> BigInt(level), a, b))) return await descend(level, start, a, b);
    start += span;
  }
  return null;
}

async function descend(level: number, start: bigint, a: ReadNode, b: ReadNode): Promise<bigint> {
  if (level === 0) return start;
  const half = 1n << BigInt(level - 1);
  const isLeftSame = await sameNode(level - 1, start >> BigInt(level - 1), a, b);
  return await descend(level - 1, isLeftSame ? start + half : start, a, b);
}

async function sameNode(level: number, n: bigint, a: ReadNode, b: ReadNode): Promise<boolean> {
  const [left, right] = await Promise.all([orNull(a, level, n), orNull(b, level, n)]);
  return left !== null && right !== null && Buffer.compare(left, right) === 0;
}

async function orNull(readNode: ReadNode, level: number, n: bigint): Promise<Uint8Array | null> {
  try {
    return await readNode(level, n);
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error; // not being able to look is no difference
  }
}
