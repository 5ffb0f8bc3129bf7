import { inclusionProof } from '../ledger/tree-proof.ts';
import { fromSoundLedger } from './sound-ledger.ts';
import { withTreeNodes } from './tree-nodes.ts';
import type { Viewer } from './viewer.ts';

/**
 * The audit paths of entries under the checkpoint of one size, in their order, from one statement. In: indexes below `size`.
 * Throws `conflict` where the tree is damaged.
 */
export async function proofPaths(
  db: Viewer['db'],
  indexes: readonly bigint[],
  size: bigint,
): Promise<readonly (readonly Uint8Array[])[]> {
  return await fromSoundLedger(() =>
    withTreeNodes(db, (readNode) =>
      Promise.all(indexes.map((index) => inclusionProof(size, index, readNode))),
    ),
  );
}
