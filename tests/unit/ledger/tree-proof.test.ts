import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../lib/ledger/merkle-tree.ts';
import { consistencyProof, inclusionProof } from '../../../lib/ledger/tree-proof.ts';
import { verifyConsistency, verifyInclusion } from '../../../lib/ledger/verify-proof.ts';
import { numberedEntries, storedNodes } from './naive-tree.ts';

const largest = 130;
const leaves = numberedEntries(largest).map(leafHash);
const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
const rootAt = (size: number) => rootOf(appendLeaves(emptyTree, leaves.slice(0, size)));
const leafAt = (index: number) => leaves[index] ?? new Uint8Array();

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

interface InclusionVector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

function inclusionVectors(): [string, InclusionVector][] {
  const folder = new URL('../../vectors/merkle-inclusion/', import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [
      name,
      JSON.parse(readFileSync(new URL(encodeURIComponent(name).replaceAll('%2F', '/'), folder), 'utf8')),
    ]);
}

describe('an inclusion proof', () => {
  it.each(inclusionVectors())('is judged as the known answer %s says', (_, vector) => {
    const hash = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
    const verdict = verifyInclusion({
      leaf: hash(vector.leafHash),
      index: BigInt(vector.leafIdx),
      size: BigInt(vector.treeSize),
      proof: (vector.proof ?? []).map(hash),
      root: hash(vector.root),
    });
    expect(verdict).toBe(!vector.wantErr);
  });

  it('proves every entry at every size up to 64 and at the largest, and no other entry', async () => {
    for (const size of [...Array.from({ length: 64 }, (_, i) => i + 1), largest]) {
      const root = rootAt(size);
      for (let index = 0; index < size; index += 1) {
        const claim = {
          size: BigInt(size),
          root,
          proof: await inclusionProof(BigInt(size), BigInt(index), readNode),
        };
        expect(verifyInclusion({ ...claim, index: BigInt(index), leaf: leafAt(index) })).toBe(true);
        const other = (index + 1) % size;
        if (other === index) continue;
        expect(verifyInclusion({ ...claim, index: BigInt(other), leaf: leafAt(index) })).toBe(false);
        expect(verifyInclusion({ ...claim, index: BigInt(index), leaf: leafAt(other) })).toBe(false);
      }
    }
  });

  it('fails when any one bit of leaf, root or path is another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: largest }), fc.nat(), fc.nat(), async (size, pick, bit) => {
        const index = pick % size;
        const proof = await inclusionProof(BigInt(size), BigInt(index), readNode);
        const parts = [leafAt(index), rootAt(size), ...proof];
        const chosen = bit % (parts.length * 256);
        const altered = parts.map((part, i) => (i === chosen >> 8 ? flipBit(part, chosen & 255) : part));
        const [leaf = leafAt(index), root = rootAt(size), ...path] = altered;
        expect(verifyInclusion({ leaf, root, proof: path, index: BigInt(index), size: BigInt(size) })).toBe(
          false,
        );
      }),
    );
  });

  it('is refused for an entry that is not there', async () => {
    await expect(inclusionProof(5n, 5n, readNode)).rejects.toThrow(LedgerError);
    await expect(inclusionProof(5n, -1n, readNode)).rejects.toThrow(LedgerError);
    await expect(inclusionProof(0n, 0n, readNode)).rejects.toThrow(LedgerError);
  });
});

describe('a consistency proof', () => {
  it('proves every earlier size of every size up to 50 and the largest', async () => {
    for (const newSize of [...Array.from({ length: 50 }, (_, i) => i + 1), largest]) {
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
        const proof = await consistencyProof(BigInt(oldSize), BigInt(newSize), readNode);
        const claim = { oldSize: BigInt(oldSize), newSize: BigInt(newSize), newRoot: rootAt(newSize), proof };
        expect(verifyConsistency({ ...claim, oldRoot: rootAt(oldSize) })).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: leafHash(Buffer.from('forged')) })).toBe(false);
      }
    }
  });

  it('fails when any one bit of a root or the path is another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: largest }),
        fc.nat(),
        fc.nat(),
        async (newSize, pick, bit) => {
          const oldSize = 1 + (pick % (newSize - 1));
          const proof = await consistencyProof(BigInt(oldSize), BigInt(newSize), readNode);
          const parts = [rootAt(oldSize), rootAt(newSize), ...proof];
          const chosen = bit % (parts.length * 256);
          const altered = parts.map((part, i) => (i === chosen >> 8 ? flipBit(part, chosen & 255) : part));
          const [oldRoot = rootAt(oldSize), newRoot = rootAt(newSize), ...path] = altered;
          const claim = { oldSize: BigInt(oldSize), newSize: BigInt(newSize), oldRoot, newRoot, proof: path };
          expect(verifyConsistency(claim)).toBe(false);
        },
      ),
    );
  });

  it('fails when a hash is missing, left over or the sizes are exchanged', async () => {
    const proof = await consistencyProof(6n, 13n, readNode);
    const claim = { oldSize: 6n, oldRoot: rootAt(6), newSize: 13n, newRoot: rootAt(13), proof };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: [...proof, leafAt(0)] })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: [] })).toBe(false);
    expect(verifyConsistency({ ...claim, oldSize: 13n, newSize: 6n })).toBe(false);
    expect(verifyConsistency({ ...claim, oldSize: 7n })).toBe(false);
  });

  it('finds a rewritten past: the honest proof does not lead to the forged root', async () => {
    const forged = leaves.map((leaf, i) => (i === 3 ? leafHash(Buffer.from('rewritten')) : leaf));
    const forgedNodes = storedNodes(forged, appendLeaves(emptyTree, forged).nodes);
    const newRoot = rootOf(appendLeaves(emptyTree, forged.slice(0, 20)));
    for (const source of [readNode, forgedNodes]) {
      const proof = await consistencyProof(8n, 20n, source);
      expect(verifyConsistency({ oldSize: 8n, oldRoot: rootAt(8), newSize: 20n, newRoot, proof })).toBe(
        false,
      );
    }
  });

  it('takes an old size of zero only with the root of nothing', () => {
    const claim = { oldSize: 0n, newSize: 3n, newRoot: rootAt(3), proof: [] };
    expect(verifyConsistency({ ...claim, oldRoot: rootAt(0) })).toBe(true);
    expect(verifyConsistency({ ...claim, oldRoot: rootAt(1) })).toBe(false);
    const empty = { oldSize: 0n, newSize: 0n, proof: [], oldRoot: rootAt(1), newRoot: rootAt(1) };
    expect(verifyConsistency(empty)).toBe(false);
  });

  it('is refused for sizes out of order', async () => {
    await expect(consistencyProof(6n, 5n, readNode)).rejects.toThrow(LedgerError);
    await expect(consistencyProof(-1n, 5n, readNode)).rejects.toThrow(LedgerError);
  });
});
