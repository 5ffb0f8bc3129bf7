import type { Runtime } from '../runtime/runtime.ts';
import { version } from '../runtime/version.ts';

/** Writes this worker's row: that it lives, where, and since when. */
export async function beat({ db, context }: Pick<Runtime, 'db' | 'context'>, startedAt: Date): Promise<void> {
  const { id, address } = context.worker;
  const now = new Date();
  await db.workerHeartbeat.upsert({
    where: { workerId: id },
    create: { workerId: id, address, version, startedAt, lastSeenAt: now },
    update: { lastSeenAt: now },
  });
}
