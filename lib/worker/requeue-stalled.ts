import type { PgBoss } from 'pg-boss';
import type { Runtime } from '../runtime/runtime.ts';

/** A live step beats every five seconds. */
const stalledMs = 120_000;

/**
 * Puts jobs back in the queue for steps that nobody keeps alive, and for cancellations that were not finished.
 * The queue itself repeats the job of a dead worker; this catches what the queue lost. Safe to repeat: a step
 * that is done cannot be claimed again.
 */
export async function requeueStalled(db: Runtime['db'], jobs: Pick<PgBoss, 'send'>): Promise<number> {
  const before = new Date(Date.now() - stalledMs);
  const steps = await db.acquisitionStep.findMany({
    where: {
      state: 'running',
      heartbeatAt: { lt: before },
      acquisition: { state: { in: ['running', 'failed'] } },
    },
    select: { acquisitionId: true, step: true },
  });
  const cancelling = await db.acquisition.findMany({ where: { state: 'cancelling' }, select: { id: true } });
  const lost = [
    ...steps.map((one) => ({ queue: one.step, acquisitionId: one.acquisitionId })),
    ...cancelling.map((one) => ({ queue: 'cancel-acquisition', acquisitionId: one.id })),
  ];
  for (const { queue, acquisitionId } of lost)
    await jobs.send(queue, { acquisitionId }, { singletonKey: acquisitionId });
  return lost.length;
}
