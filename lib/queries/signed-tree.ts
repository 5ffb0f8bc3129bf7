import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { inclusionProof, type ReadNode } from '../ledger/tree-proof.ts';
import { verifyInclusion } from '../ledger/verify-proof.ts';
import { withTreeNodes } from './tree-nodes.ts';
import type { Viewer } from './viewer.ts';

export interface SignedTree {
  /** Whether the leaf lies in the tree and its path leads to the root that the newest note names; null: no checkpoint covers it yet. */
  holds(leaf: Pick<TreeLeaf, 'idx'>): boolean | null;
}

interface TreeLeaf {
  readonly idx: bigint;
  readonly leaf: Uint8Array;
}

interface TreeHead {
  readonly size: bigint;
  readonly root: Uint8Array;
}

/**
 * Proves leaves against the newest checkpoint with the nodes that the database has now, all of them in three queries.
 * Whether the log's own key signed the note is the ledger page's business. Source: RFC 6962 §2.1.1.
 */
export async function signedTree(db: Viewer['db'], leaves: readonly TreeLeaf[]): Promise<SignedTree> {
  const size = (await db.ledgerHead.findFirst({ select: { size: true } }))?.size ?? 0n;
  const inTree = leaves.filter(({ idx }) => idx < size); // the log itself never has an entry beyond its head
  const proven = await provenLeaves(db, inTree);
  return { holds: (leaf) => (leaf.idx < size ? proven.holds(leaf) : false) };
}

async function provenLeaves(db: Viewer['db'], leaves: readonly TreeLeaf[]): Promise<SignedTree> {
  const newest = await db.ledgerCheckpoint.findFirst({
    orderBy: { size: 'desc' },
    select: { note: true, size: true },
  });
  if (newest === null) return { holds: () => null };
  const head = headNamedBy(newest.note);
  if (head === null) return { holds: ({ idx }) => (idx < newest.size ? false : null) };
  const verdicts = await withTreeNodes(db, async (readNode) => {
    const covered = leaves.filter(({ idx }) => idx < head.size);
    return new Map(
      await Promise.all(
        covered.map(async (leaf) => [leaf.idx, await leadsTo(head, leaf, readNode)] as const),
      ),
    );
  });
  return { holds: ({ idx }) => verdicts.get(idx) ?? null };
}

/** Whether the leaf, with these nodes, gives the root of the head. */
export async function leadsTo(head: TreeHead, { idx, leaf }: TreeLeaf, readNode: ReadNode): Promise<boolean> {
  try {
    const proof = await inclusionProof(head.size, idx, readNode);
    return verifyInclusion({ leaf, index: idx, size: head.size, root: head.root, proof });
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

/** The size and root that a note's text names; null if its text is no checkpoint any more. */
function headNamedBy(note: string): TreeHead | null {
  try {
    return parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error;
  }
}
