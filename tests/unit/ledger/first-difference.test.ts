import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { firstDifference } from '../../../lib/ledger/first-difference.ts';
import { appendLeaves, emptyTree } from '../../../lib/ledger/merkle-tree.ts';
import { numberedEntries, storedNodes } from './naive-tree.ts';

const treeOf = (entries: readonly Uint8Array[]) => {
  const leaves = entries.map(leafHash);
  return storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
};

describe('the first difference of two trees', () => {
  it('is the lowest index that was changed, whatever the size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.nat(), async (size, x, y) => {
        const entries = numberedEntries(size);
        const [i, j] = [x % size, y % size];
        const other = entries.with(i, Buffer.of(1)).with(j, Buffer.of(2));
        expect(await firstDifference(BigInt(size), treeOf(entries), treeOf(other))).toBe(
          BigInt(Math.min(i, j)),
        );
      }),
    );
  });

  it('is none between equal trees, and none between empty ones', async () => {
    const tree = treeOf(numberedEntries(100));
    expect(await firstDifference(100n, tree, tree)).toBeNull();
    expect(await firstDifference(0n, tree, tree)).toBeNull();
  });

  it('is not made up when one of them cannot be read', async () => {
    const tree = treeOf(numberedEntries(100));
    const broken = () => Promise.reject(new Error('connection lost'));
    await expect(firstDifference(100n, tree, broken)).rejects.toThrow('connection lost');
  });

  it('is where the shorter tree ends when more is asked of it', async () => {
    const [long, short] = [treeOf(numberedEntries(100)), treeOf(numberedEntries(60))];
    expect(await firstDifference(100n, long, short)).toBe(60n);
  });
});
