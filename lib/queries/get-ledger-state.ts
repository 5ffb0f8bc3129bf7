import { requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';

export interface LedgerState {
  readonly origin: string | null; // null: the log has not been opened yet
  readonly size: string;
  readonly waiting: number; // recorded events that are not in the tree yet
  readonly checkpoint: {
    readonly size: string;
    readonly root: string; // base64
    readonly note: string;
    readonly createdAt: string;
  } | null;
  readonly uncovered: string; // entries newer than the newest checkpoint
  readonly readAt: string;
}

/** How far the ledger is, and the newest signed statement about it. Throws `forbidden`. */
export async function getLedgerState(viewer: Viewer): Promise<LedgerState> {
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
            note: checkpoint.note,
            createdAt: checkpoint.createdAt.toISOString(),
          },
    uncovered: (size - (checkpoint?.size ?? 0n)).toString(),
    readAt: new Date().toISOString(),
  };
}
