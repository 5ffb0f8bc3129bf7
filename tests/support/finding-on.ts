import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

/** A finding about an item, past the procedures. Out: its id. */
export async function findingOn(
  at: TestDatabase,
  { incidentId, evidenceId }: { readonly incidentId: string; readonly evidenceId: string },
): Promise<string> {
  const id = randomUUID();
  const coverage = JSON.stringify({ from: null, to: null, latenessMinutes: 60 });
  const ledger = JSON.stringify({ words: `The ledger has nothing of ${evidenceId}.`, eventIds: [] });
  await at.asAdmin(
    `insert into reconciliation_finding (id, key, kind, log, at, state, evidence_id, incident_id, ledger, coverage, found_at)
     values ($1::uuid, $1::text, 'unexplained-access', 'blob', now(), 'open', $2::uuid, $3::uuid, $4::jsonb, $5::jsonb, now())`,
    [id, evidenceId, incidentId, ledger, coverage],
  );
  return id;
}
