import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { deliverNotice, type OutsideContext } from '../procedures/alarm/deliver-notice.ts';
import { reportChannels } from '../procedures/alarm/report-channels.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

const noticeJob = z.object({ noticeId: z.uuid() });
const deliveryJob = z.object({ deliveryId: z.uuid() });
const atOnce = 4; // a slow receiver must not hold up the others

/** Takes the jobs of notices: each is spread over the channels of the settings, and sent by each of them. */
export async function tellOutside(
  jobs: PgBoss,
  context: OutsideContext,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  const { register, channels } = context;
  await register.keepChannels(channels);
  const options = { pollingIntervalSeconds: 0.5, batchSize: 1 };
  await jobs.work('spread-notice', { ...options, localConcurrency: 1 }, async ([job]) => {
    await register.spreadNotice(noticeJob.parse(job?.data).noticeId, channels);
  });
  await jobs.work('deliver-notice', { ...options, localConcurrency: atOnce }, async ([job]) => {
    const { deliveryId } = deliveryJob.parse(job?.data);
    const came = await deliverNotice(context, deliveryId, stopping);
    if (came === 'failed') logger.warn({ deliveryId }, 'a notice did not leave and will be sent again');
  });
}

/** Looks whether a channel has failed for long. */
export function watchChannels(
  { register }: Pick<OutsideContext, 'register'>,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  return every(30_000, 'the report on the channels of alarms', logger, stopping, async () => {
    const told = await reportChannels(register, new Date());
    if (told.failed + told.mended > 0) logger.warn(told, 'channels of alarms fail or work again');
  });
}
