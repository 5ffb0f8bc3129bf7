import type { Client } from 'pg';
import type { PgBoss } from 'pg-boss';
import { acquisitionSteps } from '../custody/acquisition.ts';

const schema = 'pgboss';
const queues = [
  ...acquisitionSteps,
  'cancel-acquisition',
  'verify-ledger',
  'change-guard',
  'dispose-item',
  'spread-notice',
  'deliver-notice',
  'sync-incidents',
] as const;

/**
 * Creates or migrates pg-boss's tables and one queue per acquisition step, and lets the application use them.
 * Steps decide by themselves what to repeat; pg-boss repeats only a job whose worker died.
 */
export async function installJobQueues(adminUrl: string, client: Client): Promise<void> {
  const { PgBoss } = await import('pg-boss'); // large, and a start has better things to load first
  const boss = new PgBoss({ connectionString: adminUrl, schema, max: 2, supervise: false, schedule: false });
  boss.on('error', () => undefined); // the failing call itself rejects; the event only repeats it
  await boss.start();
  try {
    for (const name of queues) await installQueue(boss, name);
  } finally {
    await boss.stop({ graceful: false, close: true });
  }
  await client.query(`
    grant usage on schema ${schema} to holdfast_app;
    grant select, insert, update, delete on all tables in schema ${schema} to holdfast_app;
    grant usage, select on all sequences in schema ${schema} to holdfast_app;
    grant execute on all functions in schema ${schema} to holdfast_app;`);
}

async function installQueue(boss: PgBoss, name: string): Promise<void> {
  const options = {
    heartbeatSeconds: 60,
    expireInSeconds: 24 * 3600, // the longest that pg-boss allows
    retryLimit: 1000,
    retryDelay: 1,
  };
  // stately: one waiting and one active job per key, so that a running step can put its own repeat in the queue.
  if ((await boss.getQueue(name)) === null) await boss.createQueue(name, { ...options, policy: 'stately' });
  else await boss.updateQueue(name, options);
}
