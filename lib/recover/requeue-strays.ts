import type { Client } from 'pg';
import { commitBody, encodeEntry, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { insertPending } from './put-back.ts';

interface Stray {
  readonly id: string;
  readonly stream: string;
  readonly n: string;
  readonly type: string;
  readonly t: string;
  readonly body: Buffer;
  readonly salt: Buffer;
  readonly leaf: Buffer;
  readonly before: Buffer | null; // leaf of the number before
}

/**
 * Puts events whose entries were lost, but which are here themselves, back among those that wait: their entries follow
 * from them, and are taken only where they give the leaf that was kept. Out: how many.
 */
export async function requeueStrays(app: Client): Promise<number> {
  const { rows } = await app.query<Stray>(
    `select c.id, c.stream, c.n, c.type, c.body, c.salt, c.leaf,
       to_char(c.occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as t,
       (select b.leaf from custody_event b where b.stream = c.stream and b.n = c.n - 1) as before
     from custody_event c
     where not exists (select from ledger_entry e where e.event_id = c.id)
       and not exists (select from ledger_pending p where p.event_id = c.id)
     order by c.stream, c.n`,
  );
  const linked = rows.filter(({ n, before }) => (n === '0') === (before === null));
  const rebuilt = linked.map((row) => {
    const fields = fieldsOf(row);
    return { fields, kept: row.leaf, ...encodeEntry(fields) };
  });
  const sound = rebuilt.filter(({ kept, leaf }) => Buffer.compare(leaf, kept) === 0);
  return await insertPending(app, sound);
}

function fieldsOf({ id, stream, n, type, t, body, salt, before }: Stray): LedgerEntry {
  return { id, t, k: type, s: stream, n: BigInt(n), p: before, c: commitBody(salt, body) };
}
