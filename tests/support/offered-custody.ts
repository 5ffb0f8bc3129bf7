import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

/** A waiting offer of custody of an item, past the procedures. Out: its id. */
export async function offeredOn(
  at: TestDatabase,
  { incidentId, evidenceId }: { readonly incidentId: string; readonly evidenceId: string },
  { from = randomUUID() as string, to = randomUUID() as string } = {},
): Promise<string> {
  const id = randomUUID();
  await at.asAdmin(
    `insert into custody_handover (id, number, evidence_id, incident_id, from_object_id, from_name, to_object_id,
       to_name, offered_by, offerer, purpose, condition, location, state, expires_at)
     values ($1, $2, $3, $4, $5, 'From', $6, 'To', $5, '{"displayName":"From"}', 'shift', 'sealed', 'SOC', 'waiting',
       now() + interval '1 day')`,
    [id, `HO-${id}`, evidenceId, incidentId, from, to],
  );
  return id;
}
