import type { Client } from 'pg';
import { criticalEventTypes } from '../custody/critical-event.ts';

export interface AnchorRef {
  readonly kind: 'store' | 'witness' | 'timestamp';
  readonly name: string;
  readonly place: string; // for people
}

/** What an anchor answered for a checkpoint of this size. */
export interface AnchorReceipt {
  readonly size: bigint;
  readonly receipt: Uint8Array | null;
  readonly statedAt: Date | null; // by the anchor's own clock
}

/** Keeps the receipt, and that the anchor answers. A receipt that is there already stays as it is. */
export async function keepReceipt(
  client: Client,
  { kind, name, place }: AnchorRef,
  { size, receipt, statedAt }: AnchorReceipt,
): Promise<void> {
  await client.query(
    `insert into ledger_anchor (size, kind, name, receipt, stated_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [size, kind, name, receipt === null ? null : Buffer.from(receipt), statedAt],
  );
  await client.query(
    `insert into ledger_anchor_state (kind, name, place, tried_at) values ($1, $2, $3, now())
     on conflict (kind, name) do update
     set place = excluded.place, tried_at = now(), failing_since = null, problem = null, alarm = false`,
    [kind, name, place],
  );
}

/** Keeps that the anchor does not answer, or contradicts (`alarm`). Out: whether that is new. */
export async function keepProblem(
  client: Client,
  { kind, name, place }: AnchorRef,
  problem: string,
  alarm: boolean,
): Promise<boolean> {
  const { rows } = await client.query<{ is_new: boolean }>(
    `with before as (select failing_since, alarm from ledger_anchor_state where kind = $1 and name = $2)
     insert into ledger_anchor_state as s (kind, name, place, tried_at, failing_since, problem, alarm)
     values ($1, $2, $3, now(), now(), $4, $5)
     on conflict (kind, name) do update
     set place = excluded.place, tried_at = now(), failing_since = coalesce(s.failing_since, now()),
       problem = excluded.problem, alarm = excluded.alarm
     returning coalesce((select failing_since is null or (not before.alarm and $5) from before), true) as is_new`,
    [kind, name, place, problem, alarm],
  );
  return rows[0]?.is_new === true;
}

/** The largest size this anchor has a receipt for; 0 if none. */
export async function anchoredBy(client: Client, { kind, name }: AnchorRef): Promise<bigint> {
  const { rows } = await client.query<{ size: string | null }>(
    'select max(size) as size from ledger_anchor where kind = $1 and name = $2',
    [kind, name],
  );
  return BigInt(rows[0]?.size ?? 0);
}

/** Whether one of the entries [from, to) is of a critical kind. */
export async function holdsCritical(client: Client, from: bigint, to: bigint): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (
       select from ledger_entry e join custody_event c on c.id = e.event_id
       where e.idx >= $1 and e.idx < $2 and c.type = any($3::text[])
     ) as found`,
    [from, to, criticalEventTypes],
  );
  return rows[0]?.found === true;
}
