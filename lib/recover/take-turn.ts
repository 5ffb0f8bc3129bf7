import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';

const turnKey = 4_701_199_205n;

/**
 * One process at a time changes the log's name or keys. Held by the connection: a dead process loses it. Throws
 * `conflict` while another one has it.
 */
export async function takeTurn(app: Client): Promise<void> {
  const { rows } = await app.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [turnKey]);
  if (rows[0]?.mine === true) return;
  throw new CustodyError('conflict', 'Another process is changing the name or the keys of this ledger.');
}
