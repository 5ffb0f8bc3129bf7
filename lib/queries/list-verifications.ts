import type { PersonActor } from '../custody/actor.ts';
import { requirePermission } from '../custody/permission.ts';
import { cursorId } from './require-id.ts';
import {
  recordedResults,
  type ShownOutcome,
  shownOutcome,
  type VerificationResult,
} from './verification-result.ts';
import type { Viewer } from './viewer.ts';

export interface VerificationRow {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done';
  readonly outcome: ShownOutcome;
  readonly requesterName: string;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  readonly result: VerificationResult | null; // as recorded
}

export interface VerificationPage {
  readonly rows: readonly VerificationRow[];
  readonly olderThan: string | null;
}

const pageSize = 25;

/** The verifications that people asked for, newest first, with what the register says of each. Throws `forbidden`. */
export async function listVerifications(viewer: Viewer, below?: string): Promise<VerificationPage> {
  requirePermission(viewer.actor, 'ledger.verify');
  const before = cursorId(below);
  const found = await viewer.db.ledgerVerification.findMany({
    orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
    omit: { report: true },
  });
  const page = found.slice(0, pageSize);
  const results = await recordedResults(
    viewer.db,
    page.map(({ id }) => id),
  );
  const rows = page.map((row): VerificationRow => {
    const result = results.get(row.id) ?? null;
    return {
      id: row.id,
      state: row.state as VerificationRow['state'],
      outcome: shownOutcome(row.outcome, result),
      requesterName: (row.requester as unknown as PersonActor).displayName,
      requestedAt: row.requestedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
      result,
    };
  });
  return { rows, olderThan: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null };
}
