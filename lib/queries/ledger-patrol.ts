import type { Viewer } from './viewer.ts';

/** How far the reading of every row of the ledger is. Sizes are numbers of entries. */
export interface LedgerPatrolView {
  readonly completedAt: string | null; // end of the last whole round; null: none yet
  readonly completedSize: string | null; // entries of that round
  readonly readNow: string; // entries of the round under way that were read
  readonly roundSize: string;
}

/** For queries that have checked who asks. Null: nothing was read yet. */
export async function ledgerPatrol(db: Viewer['db']): Promise<LedgerPatrolView | null> {
  const row = await db.ledgerPatrol.findFirst();
  if (row === null) return null;
  return {
    completedAt: row.completedAt?.toISOString() ?? null,
    completedSize: row.completedSize?.toString() ?? null,
    readNow: (row.roundSize - row.left).toString(),
    roundSize: row.roundSize.toString(),
  };
}
