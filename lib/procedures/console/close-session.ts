import { z } from 'zod';
import type { Actor, SystemActor } from '../../custody/actor.ts';
import { idleMinutes } from '../../custody/console/console-state.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { SessionEnd, SessionRecord } from '../../ports/console-desk.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { consoleEvent } from './console-event.ts';
import { cancelledEvent, cancelledWords } from './end-command.ts';
import { ownSession } from './visible-session.ts';

export const closeSessionInput = z.strictObject({ sessionId: z.uuid() });

const closer: SystemActor = { kind: 'system', component: 'device consoles' };

/** Closes a console of one's own. What waits is cancelled; what the device does already goes on, and is sealed. */
export const closeSession: Procedure<z.infer<typeof closeSessionInput>, null> = {
  name: 'close-session',
  permission: 'device.live-response',
  input: closeSessionInput,
  records: ['device.session-closed', 'device.command-ended'],
  async run(context, actor, { sessionId }) {
    const session = await ownSession(context.register.look, actor, sessionId);
    await close(context, actor, session, 'person');
    return null;
  },
};

/** Closes what nobody has used for half an hour. Another worker may do the same at the same moment. */
export async function closeIdleSessions(context: ProcedureContext): Promise<number> {
  const before = new Date(context.clock.now().getTime() - idleMinutes * 60_000);
  const idle = await context.register.look.idleSessions(before);
  for (const session of idle) {
    try {
      await close(context, closer, session, 'idle');
    } catch (error) {
      if (!(error instanceof CustodyError && error.code === 'conflict')) throw error;
    }
  }
  return idle.length;
}

function close(
  { register }: ProcedureContext,
  actor: Actor,
  session: SessionRecord,
  why: SessionEnd,
): Promise<void> {
  const may = ['device.session-closed', 'device.command-ended'] as const;
  return register.record(actor, may, async (desk) => {
    await desk.closeDeviceSession(session.id, why);
    const commands = await desk.sessionCommands(session.id);
    const waiting = [];
    for (const command of commands) {
      if (command.state !== 'waiting' || (await desk.isOrdered(command.id))) continue; // Defender is being asked
      await desk.endConsoleCommand(command.id, { state: 'cancelled', words: cancelledWords, answer: null });
      waiting.push(command);
    }
    const closed = consoleEvent('device.session-closed', session, {
      ...{ sessionId: session.id, deviceName: session.device.name, why },
      commands: commands.length,
    });
    return { events: [closed, ...waiting.map(cancelledEvent)], result: undefined };
  });
}
