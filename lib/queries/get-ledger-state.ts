import { requirePermission } from '../custody/permission.ts';
import { type CheckpointVerdict, checkpointVerdict } from './checkpoint-verdict.ts';
import { cosignedNote } from './cosigned-note.ts';
import { auditTree, type TreeAudit } from './tree-audit.ts';
import type { Viewer } from './viewer.ts';

export interface LedgerState {
  readonly origin: string | null; // null: the log has not been opened yet
  readonly size: string;
  readonly waiting: number; // recorded events that are not in the tree yet
  readonly checkpoint: LedgerCheckpointView | null;
  readonly uncovered: string; // entries newer than the newest checkpoint; negative if entries went missing
  readonly verifierKeys: readonly string[]; // C2SP vkey lines; empty: no public key is known here
  readonly readAt: string;
}

export interface LedgerCheckpointView {
  readonly size: string;
  readonly root: string; // base64
  readonly note: string; // with the lines of the witnesses
  readonly createdAt: string;
  readonly signature: CheckpointVerdict;
  readonly tree: TreeAudit;
}

/**
 * How far the ledger is, and the newest signed statement about it: its signature checked with the public key, its
 * root with the tree computed again from the entries. In: the public keys as vkey lines. Throws `forbidden`.
 */
export async function getLedgerState(viewer: Viewer, verifierKeys: readonly string[]): Promise<LedgerState> {
  requirePermission(viewer.actor, 'ledger.read');
  const [head, waiting, checkpoint] = await Promise.all([
    viewer.db.ledgerHead.findFirst({ select: { origin: true, size: true } }),
    viewer.db.ledgerPending.count(),
    viewer.db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' } }),
  ]);
  const size = head?.size ?? 0n;
  return {
    origin: head?.origin ?? null,
    size: size.toString(),
    waiting,
    checkpoint:
      checkpoint === null
        ? null
        : {
            size: checkpoint.size.toString(),
            root: Buffer.from(checkpoint.root).toString('base64'),
            note: await cosignedNote(viewer.db, checkpoint),
            createdAt: checkpoint.createdAt.toISOString(),
            signature: checkpointVerdict(checkpoint, verifierKeys),
            tree: await auditTree(viewer.db, checkpoint),
          },
    uncovered: (size - (checkpoint?.size ?? 0n)).toString(),
    verifierKeys,
    readAt: new Date().toISOString(),
  };
}
