import type { Actor } from '../../custody/actor.ts';
import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { DefenderOrderLease } from '../../ports/defender-orders.ts';
import type { ProcedureContext } from '../procedure.ts';
import { consoleEvent } from './console-event.ts';
import { endIfOpen } from './end-command.ts';
import { libraryFileEvent, requestingLine } from './library-file-event.ts';

const pauseSeconds = 5;
const longestPauseSeconds = 300;

const refusedOrderEvents = [
  'device.indicator-refused',
  'library.install-refused',
  'library.removal-refused',
  'device.command-ended',
] as const;
type RefusedOrderEvent = CustodyEvent<(typeof refusedOrderEvents)[number]>;

/**
 * One attempt to carry an order out. What can never succeed is refused, on record; anything else is given back, to be tried
 * again by the worker. Throws what failed.
 */
export async function attemptOrder<T>(
  context: ProcedureContext,
  actor: Actor,
  lease: DefenderOrderLease,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CustodyError) || error.code === 'fenced-off') throw error;
    if (!isRetryable(error.code)) {
      await refuse(context, actor, lease, error);
      throw error;
    }
    const { code, message, detail } = error;
    await context.register.postponeDefenderOrder(lease, message, pauseAfter(error, lease));
    const words = `${message} It is on record, and is tried again.`;
    throw new CustodyError(code, words, { cause: error, detail });
  }
}

function pauseAfter({ detail }: CustodyError, { order: { tries } }: DefenderOrderLease): number {
  if (typeof detail.retryAfterSeconds === 'number') return detail.retryAfterSeconds;
  return Math.min(longestPauseSeconds, pauseSeconds * 2 ** Math.min(tries, 6));
}

function refuse(
  { register }: ProcedureContext,
  actor: Actor,
  lease: DefenderOrderLease,
  error: CustodyError,
): Promise<void> {
  return register.record(actor, refusedOrderEvents, async (desk) => {
    await desk.endDefenderOrder(lease, error.message);
    return { events: await refusedEvents(desk, lease, error), result: undefined };
  });
}

async function refusedEvents(
  desk: RegisterDesk,
  { order: { id, asked } }: DefenderOrderLease,
  { code, message: why }: CustodyError,
): Promise<readonly [RefusedOrderEvent, ...RefusedOrderEvent[]]> {
  switch (asked.kind) {
    case 'add-indicator': {
      const { sha256, action, exhibitNumber, session } = asked;
      const detail = { sha256, action, exhibitNumber, code, why };
      return [consoleEvent('device.indicator-refused', session, detail)];
    }
    case 'install-scripts': {
      const { scripts, subjects } = asked;
      const about = { stream: { kind: 'system' }, subjects, reason: null, authority: null } as const;
      return [{ type: 'library.install-refused', ...about, detail: { scripts, code, why } }];
    }
    case 'remove-file': {
      const { fileName, sha256 } = asked;
      const line = await requestingLine(desk, id);
      const refused = libraryFileEvent('library.removal-refused', line, { fileName, sha256, code, why });
      const end = { state: 'failed', words: why, answer: null, exhibitNumbers: [] } as const;
      return [refused, ...(await endIfOpen(desk, line, end))];
    }
  }
}
