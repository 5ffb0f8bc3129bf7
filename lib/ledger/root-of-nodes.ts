import { emptyTreeHash, nodeHash } from '../hashing/merkle-hash.ts';
import type { ReadNode } from './tree-proof.ts';

/** RFC 6962 root of the first `size` leaves, from stored nodes. One read for each set bit of the size. */
export async function rootOfNodes(size: bigint, readNode: ReadNode): Promise<Uint8Array> {
  let root: Uint8Array | null = null;
  let end = size;
  // From the right edge on: the smallest subtree first.
  for (let level = 0; end > 0n; level += 1) {
    const span = 1n << BigInt(level);
    if ((end & span) === 0n) continue;
    end -= span;
    const subtree = await readNode(level, end >> BigInt(level));
    root = root === null ? subtree : nodeHash(subtree, root);
  }
  return root ?? emptyTreeHash();
}
