import type { Client } from 'pg';

/** Runs `work` in one transaction on this connection; on an error nothing of it remains. */
export async function inSequencerTransaction<R>(client: Client, work: () => Promise<R>): Promise<R> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // On a lost connection the server rolls back by itself, and the first error says more.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
