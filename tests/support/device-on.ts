import { createHash, randomUUID } from 'node:crypto';
import type { DeviceAct } from '../../lib/custody/device-action.ts';
import { deviceActPlan } from '../../lib/custody/device-action-words.ts';
import { deviceEvent } from '../../lib/procedures/device/device-event.ts';
import type { TestDatabase } from './database.ts';
import { analyst } from './facts.ts';
import type { Stage } from './stage.ts';
import { testDevice } from './test-device.ts';

const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const reason = 'Named in the alert of today.';

/** A device of the stage's incident, always the same one. Out: its id. */
export async function deviceOn({ db }: TestDatabase, { incidentId }: Stage): Promise<string> {
  const deviceId = createHash('sha1').update(incidentId).digest('hex');
  const row = { incidentId, deviceId, name: 'device-1', osPlatform: 'Linux', health: 'Active' };
  await db.incidentDevice.createMany({ data: [row], skipDuplicates: true });
  return deviceId;
}

/** What the device page would send. */
export async function deviceForm(database: TestDatabase, at: Stage, act: DeviceAct) {
  const deviceId = await deviceOn(database, at);
  const confirmedPlan = deviceActPlan(act, testDevice(deviceId).name);
  return {
    ...{ incidentId: at.incidentId, deviceId, act, reason, authority, confirmedPlan },
    requestKey: randomUUID(),
  };
}

/** An action that waits to be sent. Out: its id. */
export async function deviceActionOn(
  database: TestDatabase,
  at: Stage,
  act: DeviceAct = { kind: 'restrict' },
  deviceId?: string,
): Promise<string> {
  const { incidentId } = at;
  const device = testDevice(deviceId ?? (await deviceOn(database, at)));
  const readAt = new Date().toISOString();
  const plan = deviceActPlan(act, device.name);
  const asked = { device, readAt, act, reason, authority, plan };
  return await database.register.record(analyst, ['device.action-requested'], async (desk) => {
    const wanted = { ...asked, incidentId, requester: analyst, requestKey: randomUUID() };
    const { id, number } = await desk.addDeviceAction({ ...wanted, state: 'requested' });
    const about = { id, incidentId, deviceId: device.deviceId, reason, authority };
    const detail = { ...asked, actionId: id, number };
    return { events: [deviceEvent('device.action-requested', about, detail)], result: id };
  });
}
