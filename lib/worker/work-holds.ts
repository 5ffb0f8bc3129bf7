import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { carryOutAct } from '../procedures/hold/carry-out-act.ts';
import type { HoldContext } from '../procedures/hold/hold-context.ts';

const guardJob = z.object({ actId: z.uuid() });
const options = { pollingIntervalSeconds: 0.5, batchSize: 1, localConcurrency: 2 };

/** Carries out what people asked for of holds and retention; the queue gives a dead worker's act to another. */
export async function workHolds(jobs: PgBoss, context: HoldContext, stopping: AbortSignal): Promise<void> {
  await jobs.work('change-guard', options, async ([job]) => {
    await carryOutAct(context, guardJob.parse(job?.data).actId, stopping);
  });
}
