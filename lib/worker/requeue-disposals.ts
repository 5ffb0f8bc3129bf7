import type { PgBoss } from 'pg-boss';
import type { Runtime } from '../runtime/runtime.ts';

const living = ['created', 'retry', 'active'];

/**
 * Puts witnessed disposals that have no end and no job in the queue again: while nothing was set up that may delete, their
 * jobs end after the queue's own time. Out: how many. Safe to repeat: a disposal that two work on is carried out once.
 */
export async function requeueDisposals(
  db: Runtime['db'],
  jobs: Pick<PgBoss, 'send' | 'findJobs'>,
): Promise<number> {
  const where = { state: { in: ['witnessed', 'deleting'] } };
  const open = await db.disposal.findMany({ where, select: { id: true }, orderBy: { createdAt: 'asc' } });
  let sent = 0;
  for (const { id } of open) {
    const held = await jobs.findJobs('dispose-item', { key: id });
    if (held.some(({ state }) => living.includes(state))) continue;
    await jobs.send('dispose-item', { disposalId: id }, { singletonKey: id });
    sent += 1;
  }
  return sent;
}
