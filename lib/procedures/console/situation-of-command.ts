import type { PersonActor } from '../../custody/actor.ts';
import type { DeviceIdentity } from '../../custody/console/command-row.ts';
import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import type { CommandSituation } from '../../custody/console/judge-command.ts';
import { scriptFor } from '../../custody/console/script-for.ts';
import type { SessionRecord } from '../../ports/console-desk.ts';
import { deviceRight } from '../device/device-right.ts';
import type { ProcedureContext } from '../procedure.ts';
import { libraryNow, scriptStates } from './library-now.ts';
import { systemOf } from './plan-of-command.ts';

/** What decides whether a line may go out, as it is now. Throws what Defender's library answers. */
export async function situationOf(
  context: ProcedureContext,
  actor: PersonActor,
  session: SessionRecord,
  command: ConsoleCommand,
): Promise<CommandSituation> {
  const { look } = context.register;
  const usesLibrary = command.name === 'putfile' || scriptFor(command, systemOf(session)) !== null;
  const needsLibrary = usesLibrary && context.devices?.library !== undefined;
  const [right, automation, before, busy, library] = await Promise.all([
    deviceRight(look, actor, session.device),
    look.deviceAutomation(session.device.group),
    look.sessionCommands(session.id),
    look.openDeviceAction(session.deviceId, 'live-response'),
    needsLibrary ? libraryNow(context) : null,
  ]);
  return {
    device: session.device,
    right,
    automation,
    identities: identitiesOf(context),
    session: 'open',
    ran: before.flatMap((one) => (one.state === 'done' && one.command !== null ? [one.command] : [])),
    scripts: library === null ? new Map() : scriptStates(library),
    busy: busy !== null,
    extensions: context.policy.consoleExtensions === true,
  };
}

function identitiesOf({ devices }: ProcedureContext): readonly DeviceIdentity[] {
  return [
    ...(devices?.reader === undefined ? [] : (['deviceReader'] as const)),
    ...(devices?.collector === undefined ? [] : (['deviceCollector'] as const)),
    ...(devices?.responder === undefined ? [] : (['deviceResponder'] as const)),
    ...(devices?.library === undefined ? [] : (['librarian'] as const)),
  ];
}
