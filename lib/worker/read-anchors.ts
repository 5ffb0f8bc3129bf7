import { checkpointFilePath, parseCheckpointFilePath } from '../ledger/anchor-path.ts';
import { type Checkpoint, openCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { nodesFromTiles } from '../ledger/tile.ts';
import { tilePath } from '../ledger/tile-path.ts';
import type { ReadNode } from '../ledger/tree-proof.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';

export interface AnchoredCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: string;
}

/** The anchored note of the largest size, or null if nothing was anchored yet. Throws if it cannot be believed. */
export async function newestAnchored(
  store: AnchorStore,
  logKeys: readonly VerifierKey[],
  signal: AbortSignal,
): Promise<AnchoredCheckpoint | null> {
  let newest: bigint | null = null;
  for await (const { path } of store.list('checkpoints/', signal)) {
    const parsed = parseCheckpointFilePath(path);
    if (parsed?.file.kind === 'note') newest = parsed.size;
  }
  if (newest === null) return null;
  const bytes = await store.get(checkpointFilePath(newest, { kind: 'note' }), signal);
  if (bytes === null)
    throw new LedgerError(`The anchored checkpoint of size ${newest} was listed but is not there.`);
  const note = Buffer.from(bytes).toString('utf8');
  const checkpoint = openCheckpoint(note, logKeys);
  if (checkpoint.size !== newest) {
    throw new LedgerError(`The anchor named ${newest} holds a checkpoint of size ${checkpoint.size}.`);
  }
  return { checkpoint, note };
}

/** The nodes of the tree as it was anchored. A missing tile is a LedgerError. */
export function anchoredNodes(store: AnchorStore, size: bigint, signal: AbortSignal): ReadNode {
  return nodesFromTiles(size, async (place) => {
    const tile = await store.get(tilePath(place), signal);
    if (tile === null) throw new LedgerError(`The anchors lack ${tilePath(place)}.`);
    return tile;
  });
}
