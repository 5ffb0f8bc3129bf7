import { randomUUID } from 'node:crypto';
import type { Actor } from '../../custody/actor.ts';
import { inPlainSight } from '../../custody/plain-sight.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { commandText } from './command-text.ts';
import { consoleEvent } from './console-event.ts';
import { type CommandEnd, endedEvent } from './end-command.ts';

/**
 * Ends a line whose answer was too long to print, and gives the next one, which fetches the file that the script wrote: both or
 * neither. Throws `conflict` if the line is over or its console was closed meanwhile.
 */
export function endWithLongAnswer(
  { register }: ProcedureContext,
  actor: Actor,
  asked: CommandRecord,
  end: CommandEnd,
  path: string,
): Promise<void> {
  const { session, intoFile, output, n: after } = asked;
  const id = randomUUID();
  const command = { name: 'getfile', path, answerTo: asked.id } as const;
  const line = commandText(command);
  const notes = [`Given by itself: it fetches the answer of line ${after}, which is too long to print.`];
  const may = ['device.command-ended', 'device.command-run'] as const;
  return register.record(actor, may, async (desk) => {
    await desk.endConsoleCommand(asked.id, end);
    const { n } = await desk.addConsoleCommand({
      ...{ id, sessionId: session.id, line, name: command.name, command, output, intoFile, notes },
      ...{ background: true, state: 'waiting', words: null, answer: null, requestKey: randomUUID() },
    });
    const given = consoleEvent('device.command-run', session, {
      ...{ sessionId: session.id, commandId: id, n, line, deviceName: session.device.name },
      ...{ folder: session.folder, command, intoFile, notes, how: 'device', scripts: [], answer: null },
      steps: [{ type: 'GetFile', path }],
    });
    return { events: [endedEvent(asked, end), given], result: undefined };
  });
}

const longestPath = 1_024; // macOS'; elsewhere the folders for it are far shorter

/**
 * The file that a script of ours writes for its run, by its name; a device that names another one is not followed there, nor
 * by a path that shows otherwise than it is: it stands in a line that a person reads.
 */
export function isAnswerFile(path: string, run: string): boolean {
  if (path.length > longestPath || inPlainSight(path) !== path) return false;
  return path.split(/[\\/]/).at(-1) === `hf-${run}.json`;
}
