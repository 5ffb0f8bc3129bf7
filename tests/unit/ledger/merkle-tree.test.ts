import { describe, expect, it } from 'vitest';
import { leafHash, treeHeadOf } from '../../../lib/hashing/merkle-hash.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import {
  appendLeaves,
  emptyTree,
  packFrontier,
  rootOf,
  unpackFrontier,
} from '../../../lib/ledger/merkle-tree.ts';
import { naiveHead, numberedEntries } from './naive-tree.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the Merkle tree', () => {
  it('has the RFC 6962 root at every size up to 200, appended one by one', () => {
    const entries = numberedEntries(200);
    let tree = emptyTree;
    expect(hex(rootOf(tree))).toBe(hex(naiveHead([])));
    entries.forEach((entry, i) => {
      tree = appendLeaves(tree, [leafHash(entry)]);
      expect(hex(rootOf(tree))).toBe(hex(naiveHead(entries.slice(0, i + 1))));
    });
  });

  it('is the same whether leaves come one by one or in batches', () => {
    const leaves = numberedEntries(77).map(leafHash);
    const single = leaves
      .map((_, i) => i)
      .reduce((tree, i) => appendLeaves(tree, leaves.slice(i, i + 1)), emptyTree);
    const batched = appendLeaves(appendLeaves(emptyTree, leaves.slice(0, 13)), leaves.slice(13));
    expect(batched.size).toBe(single.size);
    expect(batched.frontier.map(hex)).toEqual(single.frontier.map(hex));
  });

  it('names every subtree that became complete once, with its RFC 6962 head', () => {
    const entries = numberedEntries(21);
    const { nodes } = appendLeaves(emptyTree, entries.map(leafHash));
    const places = nodes.map(({ level, n }) => `${level}/${n}`);
    expect(new Set(places).size).toBe(nodes.length);
    expect(nodes).toHaveLength(10 + 5 + 2 + 1);
    for (const { level, n, hash } of nodes) {
      const width = 2 ** level;
      expect(hex(hash)).toBe(hex(naiveHead(entries.slice(Number(n) * width, (Number(n) + 1) * width))));
    }
  });

  it('folds a list of entries to the same head', () => {
    for (const size of [0, 1, 2, 3, 5, 8, 13, 100]) {
      expect(hex(treeHeadOf(numberedEntries(size)))).toBe(hex(naiveHead(numberedEntries(size))));
    }
  });

  it('continues from a stored frontier, largest subtree first', () => {
    const leaves = numberedEntries(30).map(leafHash);
    const half = appendLeaves(emptyTree, leaves.slice(0, 11));
    const stored = packFrontier(half.frontier);
    expect(hex(stored.slice(0, 32))).toBe(hex(naiveHead(numberedEntries(8))));
    const resumed = appendLeaves(unpackFrontier(11n, stored), leaves.slice(11));
    expect(hex(rootOf(resumed))).toBe(hex(naiveHead(numberedEntries(30))));
  });

  it('refuses a frontier that does not fit the size', () => {
    const { frontier } = appendLeaves(emptyTree, numberedEntries(3).map(leafHash));
    expect(() => unpackFrontier(4n, packFrontier(frontier))).toThrow(LedgerError);
    expect(() => unpackFrontier(3n, packFrontier(frontier).slice(1))).toThrow(LedgerError);
    expect(() => rootOf({ size: 3n, frontier: frontier.slice(1) })).toThrow(LedgerError);
  });

  it('refuses a leaf that is no hash', () => {
    expect(() => appendLeaves(emptyTree, [Buffer.from('entry')])).toThrow(LedgerError);
  });
});
