import { createHash } from 'node:crypto';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import type { TreeNode } from '../../../lib/ledger/merkle-tree.ts';
import type { ReadNode } from '../../../lib/ledger/tree-proof.ts';

/** RFC 6962 §2.1 word for word and slowly, with nothing of the product in it. */
export function naiveHead(entries: readonly Uint8Array[]): Buffer {
  const [only] = entries;
  if (only === undefined) return createHash('sha256').digest();
  if (entries.length === 1) return createHash('sha256').update(Buffer.of(0)).update(only).digest();
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  const [left, right] = [naiveHead(entries.slice(0, k)), naiveHead(entries.slice(k))];
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
}

export function numberedEntries(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => Buffer.from(`entry ${i}`));
}

/** What a register would answer: stored leaves at level 0 and stored nodes above; throws for a missing one. */
export function storedNodes(leaves: readonly Uint8Array[], nodes: readonly TreeNode[]): ReadNode {
  const byPlace = new Map(nodes.map(({ level, n, hash }) => [`${level}/${n}`, hash]));
  return async (level, n) => {
    const hash = level === 0 ? leaves[Number(n)] : byPlace.get(`${level}/${n}`);
    if (hash === undefined) throw new LedgerError(`No node ${level}/${n}.`);
    return hash;
  };
}
