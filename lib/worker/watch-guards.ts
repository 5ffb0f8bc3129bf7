import { checkGuards } from '../procedures/hold/check-guards.ts';
import type { HoldContext } from '../procedures/hold/hold-context.ts';
import { remindRecipients } from '../procedures/hold/remind-recipients.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

const turnMs = 5_000; // how often a worker asks whether it is due
const paceMs = 20_000;
const noticeTurnMs = 60_000;
const remindMs = 24 * 3_600_000;

/** Reminds of hold notices that nobody acknowledged, once a day. */
export function remindOfNotices(
  { register }: HoldContext,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  return every(noticeTurnMs, 'the reminder of hold notices', logger, stopping, async () => {
    const people = await remindRecipients(register, remindMs);
    if (people > 0) logger.info({ people }, 'people reminded of hold notices');
  });
}

/** Holds the guards of all containers against Azure, by one worker at a time. */
export function watchGuards(context: HoldContext, logger: Logger, stopping: AbortSignal): Promise<void> {
  return every(turnMs, 'the look at holds and retention', logger, stopping, async (signal) => {
    if (!(await context.register.claimGuardRound(context.account, paceMs))) return;
    const { told, unread } = await checkGuards(context, signal);
    if (told + unread > 0) logger.info({ told, unread }, 'Azure told something new of holds and retention');
  });
}
