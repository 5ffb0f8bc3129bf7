import { describe, expect, it } from 'vitest';
import {
  blockCount,
  blockSize,
  encodeManifest,
  manifestRoot,
  zeroBlockDigest,
} from '../../../lib/hashing/block-manifest.ts';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { appendLeaves, emptyTree } from '../../../lib/ledger/merkle-tree.ts';
import { inclusionProof } from '../../../lib/ledger/tree-proof.ts';
import { verifyInclusion } from '../../../lib/ledger/verify-proof.ts';
import { naiveHead, storedNodes } from '../ledger/naive-tree.ts';

const digests = Array.from({ length: 7 }, (_, i) => new Uint8Array(32).fill(i + 1));

describe('the block manifest', () => {
  it('is the digests one after the other', () => {
    expect(encodeManifest(digests)).toHaveLength(7 * 32);
    expect(encodeManifest(digests).subarray(32, 64)).toEqual(digests[1]);
  });

  it('has the RFC 6962 root whose entries are the digests', () => {
    expect(Buffer.from(manifestRoot(encodeManifest(digests)))).toEqual(naiveHead(digests));
  });

  it('lets any one block be proven against the root', async () => {
    const leaves = digests.map(leafHash);
    const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
    const root = manifestRoot(encodeManifest(digests));
    for (const [i, leaf] of leaves.entries()) {
      const claim = {
        leaf,
        root,
        index: BigInt(i),
        size: 7n,
        proof: await inclusionProof(7n, BigInt(i), readNode),
      };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, leaf: leafHash(zeroBlockDigest(blockSize)) })).toBe(false);
    }
  });

  it('refuses a torn file', () => {
    expect(() => manifestRoot(encodeManifest(digests).subarray(1))).toThrow(RangeError);
  });

  it('knows the digest of 4 MiB of zeros as sha256sum gives it', () => {
    const known = 'bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8';
    expect(Buffer.from(zeroBlockDigest(blockSize)).toString('hex')).toBe(known);
  });

  it.each([
    [0n, 0],
    [1n, 1],
    [BigInt(blockSize), 1],
    [BigInt(blockSize) + 512n, 2],
    [2n ** 40n, 262_144],
  ])('of %d bytes has %d blocks', (size, blocks) => {
    expect(blockCount(size)).toBe(blocks);
  });
});
