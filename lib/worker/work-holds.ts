import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { CustodyError, isRetryable } from '../custody/custody-error.ts';
import { carryOutDisposal } from '../procedures/disposal/carry-out-disposal.ts';
import type { DisposalContext } from '../procedures/disposal/disposal-context.ts';
import { carryOutAct } from '../procedures/hold/carry-out-act.ts';
import type { HoldContext } from '../procedures/hold/hold-context.ts';

const guardJob = z.object({ actId: z.uuid() });
const disposalJob = z.object({ disposalId: z.uuid() });
const againSeconds = 5;
const options = { pollingIntervalSeconds: 0.5, batchSize: 1 };

/**
 * Carries out what people asked for of holds and retention, and disposals; the queue gives what a dead worker had to
 * another. What Azure does not do yet is tried again until it does: pg-boss alone gives up after its last repeat.
 * `disposal`: null where nothing may be deleted; disposals then wait.
 */
export async function workHolds(
  jobs: Pick<PgBoss, 'work' | 'send'>,
  holds: HoldContext,
  disposal: DisposalContext | null,
  stopping: AbortSignal,
): Promise<void> {
  const again = (queue: string, id: string, data: object) => async (error: unknown) => {
    if (!(error instanceof CustodyError) || !isRetryable(error.code) || stopping.aborted) throw error;
    await jobs.send(queue, data, { singletonKey: id, startAfter: againSeconds });
  };
  await jobs.work('change-guard', { ...options, localConcurrency: 2 }, async ([job]) => {
    const { actId } = guardJob.parse(job?.data);
    await carryOutAct(holds, actId, stopping).catch(again('change-guard', actId, { actId }));
  });
  if (disposal === null) return;
  await jobs.work('dispose-item', { ...options, localConcurrency: 1 }, async ([job]) => {
    const { disposalId } = disposalJob.parse(job?.data);
    const carriedOut = carryOutDisposal(disposal, disposalId, stopping);
    await carriedOut.catch(again('dispose-item', disposalId, { disposalId }));
  });
}
