import { randomUUID } from 'node:crypto';
import type { PersonActor } from '../../custody/actor.ts';
import type { CommandState, SessionRecord } from '../../ports/console-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { consoleEvent } from './console-event.ts';

/** What became of a line that was given. */
export interface GivenCommand {
  readonly id: string;
  readonly n: number;
  readonly state: CommandState;
  readonly words: string | null;
}

export interface RefusedLine {
  readonly line: string; // as it may be kept
  readonly because: string;
  readonly refusal: string;
}

/** Keeps a line that is not carried out, with the reason, on record. */
export async function refuseLine(
  context: ProcedureContext,
  actor: PersonActor,
  session: SessionRecord,
  requestKey: string,
  { line, because, refusal: sentence }: RefusedLine,
): Promise<GivenCommand> {
  const id = randomUUID();
  return await context.register.record(actor, ['device.command-refused'], async (desk) => {
    const { n } = await desk.addConsoleCommand({
      ...{ id, sessionId: session.id, line, name: null, command: null, output: 'table', intoFile: null },
      ...{ background: false, notes: [], state: 'refused', words: sentence, answer: null, requestKey },
    });
    const refused = consoleEvent('device.command-refused', session, {
      ...{
        sessionId: session.id,
        commandId: id,
        n,
        line,
        deviceName: session.device.name,
        because,
        sentence,
      },
    });
    return { events: [refused], result: { id, n, state: 'refused', words: sentence } };
  });
}
