import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CommandRecord, SessionRecord } from '../../ports/console-desk.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';

/**
 * A person's own console, still open. Throws `not-found` alike for one that is unknown, another person's, or of a hidden
 * incident; `conflict` when it, or its incident, is closed.
 */
export async function ownSession(
  look: RegisterLook,
  actor: PersonActor,
  sessionId: string,
): Promise<SessionRecord> {
  const session = await look.deviceSession(sessionId);
  if (session === null || session.person.objectId !== actor.objectId) throw noSession();
  await openVisibleIncident(look, actor, session.incidentId);
  if (session.closedAt === null) return session;
  throw new CustodyError('conflict', 'This session is closed. Connect again.');
}

/** A line of a console of one's own. Throws as `ownSession`. */
export async function ownCommand(
  look: RegisterLook,
  actor: PersonActor,
  commandId: string,
): Promise<CommandRecord> {
  const command = await look.consoleCommand(commandId);
  if (command === null || command.session.person.objectId !== actor.objectId) throw noSession();
  await openVisibleIncident(look, actor, command.session.incidentId);
  return command;
}

function noSession(): CustodyError {
  return new CustodyError('not-found', 'There is no such console of yours.');
}
