import type { Client } from 'pg';

/** Those of these events whose body was erased by a decision that stands in the ledger. In and out: event ids. */
export async function recordedErasures(
  client: Client,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>(
    `select erased.id from custody_event c join ledger_entry e on e.event_id = c.id and e.leaf = c.leaf,
       lateral (select convert_from(c.body, 'UTF8')::jsonb -> 'detail' ->> 'eventId' as id) erased
     where c.type = 'ledger.body-erased' and c.body is not null and erased.id = any($1)`,
    [eventIds],
  );
  return new Set(rows.map(({ id }) => id));
}
