import type { Actor } from '../../custody/actor.ts';
import type { CommandAnswer } from '../../custody/console/command-answer.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { ProcedureContext } from '../procedure.ts';
import { consoleEvent } from './console-event.ts';

/** What became of a command, and what it gave. */
export interface CommandEnd {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly words: string;
  readonly answer: CommandAnswer | null;
  readonly exhibitNumbers: readonly string[];
}

export const cancelledWords = 'Cancelled before it was sent.';

/** Ends a command, recorded. Throws `conflict` if it is over. */
export function endCommand(
  { register }: ProcedureContext,
  actor: Actor,
  command: CommandRecord,
  end: CommandEnd,
): Promise<void> {
  return register.record(actor, ['device.command-ended'], async (desk) => {
    await desk.endConsoleCommand(command.id, end);
    return { events: [endedEvent(command, end)], result: undefined };
  });
}

/** The same inside of `record`, for a line that may have been ended meanwhile. Out: its fact, or none. */
export async function endIfOpen(
  desk: RegisterDesk,
  command: CommandRecord,
  end: CommandEnd,
): Promise<readonly CustodyEvent<'device.command-ended'>[]> {
  if (command.state !== 'waiting' && command.state !== 'running') return [];
  await desk.endConsoleCommand(command.id, end);
  return [endedEvent(command, end)];
}

export function endedEvent(
  { id, session, n, line }: CommandRecord,
  { state, words, answer, exhibitNumbers }: CommandEnd,
): CustodyEvent<'device.command-ended'> {
  return consoleEvent('device.command-ended', session, {
    ...{ sessionId: session.id, commandId: id, n, line, deviceName: session.device.name },
    ...{ result: state, words, answer, exhibitNumbers },
  });
}

export function cancelledEvent(command: CommandRecord): CustodyEvent<'device.command-ended'> {
  return endedEvent(command, { state: 'cancelled', words: cancelledWords, answer: null, exhibitNumbers: [] });
}
