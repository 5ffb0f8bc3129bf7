import { createHash, randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

/** An inventory under way that expects one item, past the procedures; `counted`: and that item counted. */
export async function inventoryOn(
  at: TestDatabase,
  { incidentId, evidenceId }: { readonly incidentId: string; readonly evidenceId: string },
  { counted = false } = {},
): Promise<{ readonly inventoryId: string; readonly countsSha256: string }> {
  const [inventoryId, countId] = [randomUUID(), randomUUID()];
  await at.asAdmin(
    `with begun as (insert into inventory (id, number, incident_id, reason, starter, state)
       values ($1, $2, $3, 'to count', '{}', 'counting') returning id)
     select id from begun`,
    [inventoryId, `INV-${inventoryId}`, incidentId],
  );
  // What is expected comes in the transaction that begins; a test is not so patient.
  await at.asAdmin(`alter table inventory_item disable trigger guard;
    insert into inventory_item values ('${inventoryId}', '${evidenceId}');
    alter table inventory_item enable always trigger guard`);
  if (counted)
    await at.asAdmin(
      `insert into inventory_count (id, inventory_id, evidence_id, finding, condition, counter)
       values ($1, $2, $3, 'as-recorded', 'sealed', '{"objectId":"c","displayName":"C"}')`,
      [countId, inventoryId, evidenceId],
    );
  const countsSha256 = createHash('sha256').update(`${evidenceId} ${countId}`).digest('hex');
  return { inventoryId, countsSha256 };
}
