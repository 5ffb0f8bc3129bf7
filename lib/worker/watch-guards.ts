import { checkGuards } from '../procedures/hold/check-guards.ts';
import type { HoldContext } from '../procedures/hold/hold-context.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

const turnMs = 5_000; // how often a worker asks whether it is due
const paceMs = 20_000;

/** Holds the guards of all containers against Azure, by one worker at a time. */
export function watchGuards(context: HoldContext, logger: Logger, stopping: AbortSignal): Promise<void> {
  return every(turnMs, 'the look at holds and retention', logger, stopping, async (signal) => {
    if (!(await context.register.claimGuardRound(context.account, paceMs))) return;
    const { told, unread } = await checkGuards(context, signal);
    if (told + unread > 0) logger.info({ told, unread }, 'Azure told something new of holds and retention');
  });
}
