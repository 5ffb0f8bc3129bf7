import { scheduleChecks } from '../procedures/fixity/schedule-checks.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

const paceMs = 20_000; // three checks a minute are enough for ten thousand items, each sampled weekly

/** Opens the scheduled checks of stored copies one after the other, and tells which were missed, until the worker stops. */
export function watchFixity(
  { register }: Pick<ProcedureContext, 'register'>,
  bytesPerHour: number,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  return every(paceMs, 'the schedule of checks', logger, stopping, async () => {
    const { missed } = await scheduleChecks(register, bytesPerHour, new Date());
    if (missed > 0) logger.warn({ missed }, 'checks of stored copies were not made in their time');
  });
}
