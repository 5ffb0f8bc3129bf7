import type { LedgerAnchors } from '@/lib/queries/get-ledger-anchors.ts';

/** When every row was last read again and held against the tree, and how far the reading is now. */
export function Patrolled({ patrol }: Pick<LedgerAnchors, 'patrol'>) {
  if (patrol === null) return 'Not yet';
  const { completedAt, completedSize, readNow, roundSize } = patrol;
  const isUnderWay = readNow !== roundSize;
  return (
    <span title="Every entry and event is read again and held against the tree, from the newest back, round after round.">
      {completedAt === null ? 'Not yet' : `All ${completedSize} at ${completedAt.slice(11, 19)}Z`}
      {isUnderWay && `, now ${readNow} of ${roundSize}`}
    </span>
  );
}
