import type { Client } from 'pg';

/** One reading of the whole ledger, from the newest entry back. */
export interface PatrolRound {
  readonly beganAt: Date;
  readonly size: bigint; // entries it reads
  readonly left: bigint; // entries [0, left) are not read yet
}

/** The round that was under way, by whichever process; null if there was none, or it is over, or the ledger shrank. */
export async function patrolRound(client: Client): Promise<PatrolRound | null> {
  const { rows } = await client.query<{ began_at: Date; round_size: string; left: string }>(
    `select p.began_at, p.round_size, p."left" from ledger_patrol p, ledger_head h
     where p.id = 1 and h.id = 1 and p."left" > 0 and p.round_size <= h.size`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { beganAt: row.began_at, size: BigInt(row.round_size), left: BigInt(row.left) };
}

/** Keeps how far the round is, and its end. */
export async function keepPatrol(client: Client, { beganAt, size, left }: PatrolRound): Promise<void> {
  await client.query(
    `insert into ledger_patrol as p (id, began_at, round_size, "left", completed_at, completed_size)
     values (1, $1, $2::bigint, $3::bigint, case when $3 = 0 then now() end, case when $3 = 0 then $2 end)
     on conflict (id) do update set began_at = excluded.began_at, round_size = excluded.round_size,
       "left" = excluded."left", completed_at = coalesce(excluded.completed_at, p.completed_at),
       completed_size = coalesce(excluded.completed_size, p.completed_size)`,
    [beganAt, size, left],
  );
}
