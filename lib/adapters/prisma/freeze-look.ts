import type { Freeze } from '../../custody/thaw.ts';
import type { Transaction } from './transaction.ts';

/**
 * Since when an item is frozen, by the events of its stream: from the first freeze after its last thaw on. Null: it is
 * not. A thaw that the ledger does not have is refused where bytes leave.
 */
export async function freezeOf(tx: Transaction, evidenceId: string): Promise<Freeze | null> {
  const rows = await tx.custodyEvent.findMany({
    where: { stream: evidenceId, type: { in: ['evidence.frozen', 'evidence.thawed'] } },
    orderBy: { n: 'asc' },
    select: { type: true, n: true, occurredAt: true },
  });
  const since = rows.findLastIndex(({ type }) => type === 'evidence.thawed') + 1;
  const [first, last] = [rows[since], rows.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { since: first.occurredAt.toISOString(), n: Number(last.n) };
}
