import type { Database } from '../adapters/prisma/client.ts';
import type { VerificationOutcome, VerifiedLedger } from '../custody/verification.ts';
import { heldEvents, storedEventColumns } from './event-holds.ts';

/** The end of a verification as the register has it. */
export interface VerificationResult {
  readonly ledgerIndex: string | null; // null: it waits for the ledger
  readonly proven: boolean | null; // whether its entry leads to the signed root; null: not signed yet
  readonly verified: VerifiedLedger;
}

/** How a run ended. `altered`: what the run's row says is not what was recorded. Null while it is open. */
export type ShownOutcome = VerificationOutcome | 'altered' | null;

/** What was recorded of these verifications, by their ids; changed records are left out. The calling query has authorised. */
export async function recordedResults(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, VerificationResult>> {
  const rows = await db.custodyEvent.findMany({
    where: { stream: { in: [...ids] }, type: 'ledger.verified' },
    orderBy: { n: 'asc' },
    select: storedEventColumns,
  });
  const held = await heldEvents(db, rows);
  return new Map(
    held.flatMap(({ row, event, ledgerIndex, holds, trouble }) => {
      if (event?.type !== 'ledger.verified' || trouble === 'changed') return [];
      const index = ledgerIndex?.toString() ?? null;
      return [[row.stream, { ledgerIndex: index, proven: holds, verified: event.detail }]];
    }),
  );
}

/** The row moves on by itself; how it ended is only believed as it was recorded. */
export function shownOutcome(rowOutcome: string | null, result: VerificationResult | null): ShownOutcome {
  if (rowOutcome === null && result === null) return null;
  return result !== null && result.verified.outcome === rowOutcome ? result.verified.outcome : 'altered';
}
