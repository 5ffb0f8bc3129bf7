import { emptyTreeHash, nodeHash } from '../hashing/merkle-hash.ts';
import type { ReadNode } from './tree-proof.ts';

/** RFC 6962 root of the first `size` leaves, from stored nodes. One read for each set bit of the size. */
export async function rootOfNodes(size: bigint, readNode: ReadNode): Promise<Uint8Array> {
  const subtrees: Promise<Uint8Array>[] = [];
  let start = 0n;
  for (let level = size.toString(2).length - 1; level >= 0; level -= 1) {
    const span = 1n << BigInt(level);
    if ((size & span) === 0n) continue;
    subtrees.push(readNode(level, start >> BigInt(level)));
    start += span;
  }
  const hashes = await Promise.all(subtrees);
  return (
    hashes.reduceRight<Uint8Array | null>(
      (right, left) => (right === null ? left : nodeHash(left, right)),
      null,
    ) ?? emptyTreeHash()
  );
}
