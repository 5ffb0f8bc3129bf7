import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { appendLeaves, emptyTree } from '../../../lib/ledger/merkle-tree.ts';
import { rootOfNodes } from '../../../lib/ledger/root-of-nodes.ts';
import { naiveHead, numberedEntries, storedNodes } from './naive-tree.ts';

describe('a root from stored nodes', () => {
  it('is that of RFC 6962 at every size up to 300', async () => {
    const entries = numberedEntries(300);
    const leaves = entries.map(leafHash);
    const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
    for (let size = 0; size <= 300; size += 1) {
      const root = await rootOfNodes(BigInt(size), readNode);
      expect(Buffer.compare(root, naiveHead(entries.slice(0, size)))).toBe(0);
    }
  });
});
