import { randomUUID } from 'node:crypto';
import type { Actor } from '../../custody/actor.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { commandText } from './command-text.ts';
import { consoleEvent } from './console-event.ts';
import { type CommandEnd, endedEvent } from './end-command.ts';
import type { NextLine } from './next-line.ts';
import { stepsOf } from './plan-of-command.ts';

/**
 * Ends a line, and gives the one that follows from what the device answered: both or neither. Throws `conflict` if the line
 * is over or its console was closed meanwhile.
 */
export function endWithNextLine(
  { register }: ProcedureContext,
  actor: Actor,
  asked: CommandRecord,
  end: CommandEnd,
  { command, intoFile, note }: NextLine,
): Promise<void> {
  const { session, output } = asked;
  const id = randomUUID();
  const line = commandText(command);
  const notes = [`Given by itself: ${note}`];
  const scripts =
    command.name === 'run' && command.sha256 !== undefined
      ? [{ fileName: command.script, sha256: command.sha256 }]
      : [];
  const may = ['device.command-ended', 'device.command-run'] as const;
  return register.record(actor, may, async (desk) => {
    await desk.endConsoleCommand(asked.id, end);
    const { n } = await desk.addConsoleCommand({
      ...{ id, sessionId: session.id, line, name: command.name, command, output, intoFile, notes },
      ...{ background: true, state: 'waiting', words: null, answer: null, requestKey: randomUUID() },
    });
    const given = consoleEvent('device.command-run', session, {
      ...{ sessionId: session.id, commandId: id, n, line, deviceName: session.device.name },
      ...{ folder: session.folder, command, intoFile, notes, how: 'device', scripts, answer: null },
      steps: stepsOf(session, command, id),
    });
    return { events: [endedEvent(asked, end), given], result: undefined };
  });
}
