import { z } from 'zod';
import { consoleSystem, firstState } from '../../custody/console/console-state.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { deviceOfIncident, requireInForce } from '../device/ask-of-device.ts';
import { deviceRight } from '../device/device-right.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { closeIdleSessions } from './close-session.ts';
import { consoleEvent } from './console-event.ts';

export const openSessionInput = z.strictObject({
  incidentId: z.uuid(),
  deviceId: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{32,40}$/),
  reason: reasonSchema,
  authority: legalAuthoritySchema,
});

/**
 * `connect`: opens a console on a device of an incident, with the reason and authority of everything that is done in it.
 * Nothing is sent to the device. Throws `forbidden` (no right on the device's group), `not-found` (incident, device), `invalid-input` (authority), `not-feasible` (no
 * identity, a system that live response does not know), `conflict` (incident closed, too many consoles).
 */
export const openSession: Procedure<z.infer<typeof openSessionInput>, { readonly id: string }> = {
  name: 'open-session',
  permission: 'device.live-response',
  input: openSessionInput,
  records: ['device.session-opened'],
  async run(context, actor, input) {
    const { incidentId, reason, authority } = input;
    await openVisibleIncident(context.register.look, actor, incidentId);
    requireInForce(context, input);
    const device = await deviceOfIncident(context, input);
    const system = consoleSystem(device.system);
    if (system === null)
      throw new CustodyError(
        'not-feasible',
        `Live response does not know the operating system of ${device.name}.`,
      );
    if ((await deviceRight(context.register.look, actor, device)) === 'none')
      throw new CustodyError(
        'forbidden',
        `You have no live response right on the device group of ${device.name}.`,
        { detail: { attempt: `console on ${device.name}` } },
      );
    await closeIdleSessions(context);
    const readAt = context.clock.now().toISOString();
    const { folder } = firstState(system);
    return await context.register.record(actor, ['device.session-opened'], async (desk) => {
      await openVisibleIncident(desk, actor, incidentId);
      const session = { incidentId, device, readAt, person: actor, reason, authority, folder };
      const { id } = await desk.openDeviceSession(session);
      const about = { id, incidentId, deviceId: device.deviceId, reason, authority };
      const detail = { sessionId: id, device, readAt, reason, authority };
      return { events: [consoleEvent('device.session-opened', about, detail)], result: { id } };
    });
  },
};
