import { closeIdleSessions } from '../procedures/console/close-session.ts';
import { workOnConsole } from '../procedures/console/work-on-console.ts';
import { workOnOrder } from '../procedures/console/work-on-order.ts';
import { mirrorGroups } from '../procedures/device/mirror-groups.ts';
import { noteForeignActions } from '../procedures/device/note-foreign-actions.ts';
import { notePortalSessions } from '../procedures/device/note-portal-sessions.ts';
import { workOnDeviceAction } from '../procedures/device/work-on-device-action.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

/**
 * What was asked of devices, sent and followed by as many as this worker takes side by side, and the lines of consoles,
 * each in its turn, how devices are grouped, and what others asked of them; until it stops.
 */
export function keepDevices(
  context: ProcedureContext,
  logger: Logger,
  stopping: AbortSignal,
): readonly Promise<void>[] {
  return [
    ...Array.from({ length: 3 }, (_, nth) =>
      every(1_000, `what was asked of devices (${nth + 1})`, logger, stopping, async (signal) => {
        while (!signal.aborted && (await workOnDeviceAction(context, signal)));
      }),
    ),
    every(1_000, 'the lines of consoles', logger, stopping, (signal) => workOnConsole(context, signal)),
    every(5_000, 'what was asked of Defender’s indicators and library', logger, stopping, async (signal) => {
      while (!signal.aborted && (await workOnOrder(context, signal)));
    }),
    every(60_000, 'the reading of device groups', logger, stopping, async (signal) => {
      if (await context.register.claimDeviceRound('device-groups', 50_000))
        await mirrorGroups(context, signal);
    }),
    every(60_000, 'the actions of others on devices', logger, stopping, async (signal) => {
      if (await context.register.claimDeviceRound('foreign-actions', 300_000))
        await noteForeignActions(context, signal);
    }),
    every(60_000, 'the sessions of Microsoft’s portal', logger, stopping, async (signal) => {
      if (await context.register.claimDeviceRound('portal-sessions', 300_000))
        await notePortalSessions(context, signal);
    }),
    every(60_000, 'the end of idle consoles', logger, stopping, async () => {
      await closeIdleSessions(context);
    }),
  ];
}
