import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../lib/ledger/merkle-tree.ts';
import { consistencyProof, inclusionProof } from '../../../lib/ledger/tree-proof.ts';
import { verifyConsistency, verifyInclusion } from '../../../lib/ledger/verify-proof.ts';
import { numberedEntries, storedNodes } from './naive-tree.ts';

const largest = 300;
const leaves = numberedEntries(largest).map(leafHash);
const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
const roots = Array.from({ length: largest + 1 }, (_, size) =>
  rootOf(appendLeaves(emptyTree, leaves.slice(0, size))),
);
const leafAt = (index: number) => leaves[index] ?? new Uint8Array();
const rootAt = (size: number) => roots[size] ?? new Uint8Array();

describe(`for every size up to ${largest}`, () => {
  it('every entry is proven, and its neighbour is not by the same proof', async () => {
    let wrong = 0;
    for (let size = 1; size <= largest; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(BigInt(size), BigInt(index), readNode);
        const claim = { index: BigInt(index), size: BigInt(size), root: rootAt(size), proof };
        if (!verifyInclusion({ ...claim, leaf: leafAt(index) })) wrong += 1;
        if (size > 1 && verifyInclusion({ ...claim, leaf: leafAt((index + 1) % size) })) wrong += 1;
      }
    }
    expect(wrong).toBe(0);
  }, 60_000);

  it('every earlier size is proven, and no other root of either size is', async () => {
    let wrong = 0;
    for (let newSize = 1; newSize <= largest; newSize += 1) {
      for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
        const proof = await consistencyProof(BigInt(oldSize), BigInt(newSize), readNode);
        const claim = { oldSize: BigInt(oldSize), newSize: BigInt(newSize), proof };
        const [oldRoot, newRoot] = [rootAt(oldSize), rootAt(newSize)];
        if (!verifyConsistency({ ...claim, oldRoot, newRoot })) wrong += 1;
        if (verifyConsistency({ ...claim, oldRoot: rootAt(oldSize - 1), newRoot })) wrong += 1;
        if (verifyConsistency({ ...claim, oldRoot, newRoot: rootAt(newSize - 1) })) wrong += 1;
      }
    }
    expect(wrong).toBe(0);
  }, 60_000);
});
