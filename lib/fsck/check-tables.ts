import type { Client } from 'pg';
import { checkEvidenceRows } from './check-evidence-rows.ts';
import { checkIncidentRows } from './check-incident-rows.ts';
import type { Findings } from './findings.ts';
import { NumberCheck } from './number-check.ts';

/**
 * The tables beside the ledger: each row must have its opening event, each opening event its row, and the columns must
 * be what the newest events say. The events themselves are held against the ledger elsewhere. Memory grows with the
 * notes of one incident, not with the number of rows.
 */
export async function checkTables(
  client: Client,
  findings: Findings,
  progress: (done: number) => void,
): Promise<void> {
  const numbers = new NumberCheck();
  await checkEvidenceRows(client, numbers, findings, progress);
  await checkIncidentRows(client, numbers, findings, progress);
  await numbers.check(client, findings);
}
