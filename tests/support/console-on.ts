import type { PersonActor } from '../../lib/custody/actor.ts';
import { consoleEvent } from '../../lib/procedures/console/console-event.ts';
import type { TestDatabase } from './database.ts';
import { deviceOn } from './device-on.ts';
import type { Stage } from './stage.ts';
import { testDevice } from './test-device.ts';

export const consoleReason = 'Named in the alert of today.';
export const consoleAuthority = {
  type: 'internal-policy',
  number: 'IR-7',
  validFrom: null,
  validUntil: null,
} as const;

/** An open console of this person on the stage's device. Out: its id. */
export async function consoleOn(database: TestDatabase, at: Stage, person: PersonActor): Promise<string> {
  const { incidentId } = at;
  const device = testDevice(await deviceOn(database, at));
  const readAt = new Date().toISOString();
  const about = { reason: consoleReason, authority: consoleAuthority };
  return await database.register.record(person, ['device.session-opened'], async (desk) => {
    const { id } = await desk.openDeviceSession({
      ...{ ...about, incidentId, device, readAt, person, folder: '/' },
    });
    const subject = { ...about, id, incidentId, deviceId: device.deviceId };
    const detail = { ...about, sessionId: id, device, readAt };
    return { events: [consoleEvent('device.session-opened', subject, detail)], result: id };
  });
}
