import type { Client } from 'pg';

/** Runs `work` over the database as it is at one moment, and leaves nothing behind. Writing is refused by the server. */
export async function inSnapshot<R>(client: Client, work: () => Promise<R>): Promise<R> {
  await client.query('begin isolation level repeatable read read only');
  try {
    return await work();
  } finally {
    // On a lost connection the server rolls back by itself, and the first error says more.
    await client.query('rollback').catch(() => undefined);
  }
}
