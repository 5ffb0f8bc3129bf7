import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { carryOutDisposal } from '../procedures/disposal/carry-out-disposal.ts';
import type { DisposalContext } from '../procedures/disposal/disposal-context.ts';
import { carryOutAct } from '../procedures/hold/carry-out-act.ts';
import type { HoldContext } from '../procedures/hold/hold-context.ts';

const guardJob = z.object({ actId: z.uuid() });
const disposalJob = z.object({ disposalId: z.uuid() });
const options = { pollingIntervalSeconds: 0.5, batchSize: 1 };

/**
 * Carries out what people asked for of holds and retention, and disposals; the queue gives what a dead worker had to
 * another. `disposal`: null where nothing may be deleted; disposals then wait.
 */
export async function workHolds(
  jobs: PgBoss,
  holds: HoldContext,
  disposal: DisposalContext | null,
  stopping: AbortSignal,
): Promise<void> {
  await jobs.work('change-guard', { ...options, localConcurrency: 2 }, async ([job]) => {
    await carryOutAct(holds, guardJob.parse(job?.data).actId, stopping);
  });
  if (disposal === null) return;
  await jobs.work('dispose-item', { ...options, localConcurrency: 1 }, async ([job]) => {
    await carryOutDisposal(disposal, disposalJob.parse(job?.data).disposalId, stopping);
  });
}
