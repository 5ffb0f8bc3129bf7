import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defenderActionWords } from '../../lib/custody/device-action-words.ts';
import type { LiveResponseStep } from '../../lib/custody/live-response.ts';
import { cancelDeviceAction } from '../../lib/procedures/device/cancel-device-action.ts';
import { noteForeignActions } from '../../lib/procedures/device/note-foreign-actions.ts';
import { notePortalSessions } from '../../lib/procedures/device/note-portal-sessions.ts';
import { requirePinnedScripts } from '../../lib/procedures/device/require-pinned-scripts.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import { getDevice } from '../../lib/queries/get-device.ts';
import { type DeviceActionHouse, openDeviceActionHouse, signal } from '../support/device-action-house.ts';
import { deviceActionOn } from '../support/device-on.ts';
import { forgetCalls } from '../support/forget-calls.ts';
import { stage } from '../support/stage.ts';

let house: DeviceActionHouse;

beforeAll(async () => {
  house = await openDeviceActionHouse();
});

afterAll(() => house.close());
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
  await forgetCalls(house.database);
});

describe('an action that Defender does not know any more', () => {
  it('is asked for again for days, and then ends as unknown instead of waiting for ever', async () => {
    const { id } = await house.ask({ kind: 'collect-package' });
    await workOnDeviceAction(house.context, signal);
    await house.cloud.fault(
      'MachineActions_Get',
      { kind: 'status', status: 404, code: 'ResourceNotFound', message: 'gone' },
      20,
    );
    await house.database.asAdmin(`update device_action set next_try_at = now() where id = $1`, [id]);
    await workOnDeviceAction(house.context, signal);
    expect(await house.stateOf(id)).toBe('submitted');
    await house.database.asAdmin(
      `update device_action set created_at = created_at - interval '5 days' where id = $1`,
      [id],
    );
    await house.settle(id);
    const [ended] = await house.eventsOf(id, 'device.action-ended');
    expect(ended).toMatchObject({
      defender: { state: 'unknown', trouble: expect.stringContaining('does not know') },
      exhibitNumbers: [],
    });
  });
});

describe('an act that changes a device', () => {
  it('is asked for by the responder’s identity and stated after as before', async () => {
    const { id } = await house.ask({ kind: 'isolate', type: 'Full' });
    await house.settle(id);
    const [ended] = await house.eventsOf(id, 'device.action-ended');
    expect(ended).toMatchObject({
      defender: { state: 'succeeded', type: 'Isolate' },
      changesToDevice: expect.stringContaining('connections break'),
      exhibitNumbers: [],
    });
    const release = await house.ask({ kind: 'release' });
    await house.settle(release.id);
  });

  it('is refused to an analyst, for a device of another incident, and with a plan that was not read', async () => {
    const act = { kind: 'isolate', type: 'Full' } as const;
    await expect(house.ask(act, {}, 'analyst')).rejects.toMatchObject({ code: 'forbidden' });
    const elsewhere = await house.deviceNamed('mac-design-09');
    await expect(house.ask(act, { deviceId: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'not-found' });
    expect(elsewhere.incidentId).not.toBe(house.laptop.incidentId);
    await expect(house.ask(act, { deviceId: elsewhere.deviceId })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(house.ask(act, { confirmedPlan: 'something else' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is refused while one of a hidden incident is under way, which is not told', async () => {
    const { database } = house;
    const hidden = await stage(database, { restricted: true });
    const row = { incidentId: hidden.incidentId, deviceId: house.laptop.deviceId, name: house.laptop.name };
    await database.db.incidentDevice.create({ data: { ...row, osPlatform: null, health: null } });
    const id = await deviceActionOn(database, hidden, { kind: 'unrestrict' }, house.laptop.deviceId);
    const { number } = await database.db.deviceAction.findUniqueOrThrow({ where: { id } });
    const refused = await house.ask({ kind: 'unrestrict' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'conflict' });
    expect(String(refused)).not.toContain(number);
    await database.asAdmin(`update device_action set state = 'withdrawn', ended_at = now() where id = $1`, [
      id,
    ]);
  });

  it('is taken once where two incidents ask for it at one moment, and the other one is told of it', async () => {
    const { database } = house;
    const hidden = await stage(database, { restricted: true });
    const row = { incidentId: hidden.incidentId, deviceId: house.laptop.deviceId, name: house.laptop.name };
    await database.db.incidentDevice.create({ data: { ...row, osPlatform: null, health: null } });
    const act = { kind: 'unrestrict' } as const;
    const quicker: string[] = [];
    // Between the look and the writing, where no look can see it.
    const context = house.betweenLookAndRow(async () => {
      quicker.push(await deviceActionOn(database, hidden, act, house.laptop.deviceId));
    });
    const refused = await house.ask(act, {}, 'responder', context).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/under way on .* for another incident. Wait for it.$/),
    });
    const [id] = quicker;
    await database.asAdmin(`update device_action set state = 'withdrawn', ended_at = now() where id = $1`, [
      id,
    ]);
    const both = await Promise.allSettled([house.ask(act), house.ask(act)]);
    const [taken, told] = [
      both.find((one) => one.status === 'fulfilled'),
      both.find((one) => one.status === 'rejected'),
    ];
    expect(told?.reason).toMatchObject({ message: expect.stringContaining(`as ${taken?.value.number}.`) });
    await house.settle(taken?.value.id ?? '');
  });

  it('is answered alike to two clicks at one moment', async () => {
    const requestKey = crypto.randomUUID();
    const act = { kind: 'restrict' } as const;
    const [one, other] = await Promise.all([house.ask(act, { requestKey }), house.ask(act, { requestKey })]);
    expect(one).toEqual(other);
    await house.settle(one.id);
  });

  it('is moved on only from the state in which a worker claimed it', async () => {
    const { id } = await house.ask({ kind: 'restrict' });
    const { asAdmin } = house.database;
    await asAdmin(`update device_action set next_try_at = now() where id = $1`, [id]);
    const lease = await house.context.register.claimDeviceAction();
    if (lease?.action.id !== id) throw new Error('another action was due');
    await asAdmin(`update device_action set state = 'submitted', defender_id = 'd-1' where id = $1`, [id]);
    const late = house.context.register.record(
      house.person('responder'),
      ['device.cancelled'],
      async (desk) => {
        await desk.moveDeviceAction(lease, 'withdrawn', null);
        throw new Error('it was moved');
      },
    );
    await expect(late).rejects.toMatchObject({ code: 'fenced-off' });
    const back = asAdmin(`update device_action set state = 'requested' where id = $1`, [id]);
    await expect(back).rejects.toThrow(/does not become requested/);
    await asAdmin(`update device_action set state = 'ended', ended_at = now() where id = $1`, [id]);
  });

  it('of which Defender makes two is named as that, once, and in the incident that asked for it alone', async () => {
    const { database, context } = house;
    const other = await stage(database, { restricted: false });
    const row = { incidentId: other.incidentId, deviceId: house.laptop.deviceId, name: house.laptop.name };
    await database.db.incidentDevice.create({ data: { ...row, osPlatform: null, health: null } });
    await house.cloud.admin('POST', '/faults', {
      operation: 'Machines_RunAntiVirusScan',
      fault: { kind: 'duplicate' },
    });
    const before = await house.defenderActions();
    const { id, number } = await house.ask({ kind: 'scan', type: 'Quick' });
    await house.settle(id);
    expect(await house.defenderActions()).toBe(before + 2);
    await noteForeignActions(context, signal);
    await noteForeignActions(context, signal);
    const { foreign } = await getDevice(house.viewer(), house.laptop.incidentId, house.laptop.deviceId);
    expect(foreign).toMatchObject([{ type: 'RunAntiVirusScan', comment: expect.stringContaining(number) }]);
    const title = `Defender has a second RunAntiVirusScan on ${house.laptop.name} for ${number}`;
    expect(await database.db.alarm.count({ where: { title } })).toBe(1);
    const elsewhere = { incidentId: other.incidentId };
    expect(await database.db.deviceForeignAction.count({ where: elsewhere })).toBe(0);
  });

  it('is withdrawn before it reaches Defender when it is cancelled in time', async () => {
    const before = await house.defenderActions();
    const { id } = await house.ask({ kind: 'restrict' });
    await cancelDeviceAction.run(house.context, house.person('responder'), {
      actionId: id,
      reason: 'the wrong device was chosen',
    });
    await house.settle(id);
    expect(await house.stateOf(id)).toBe('withdrawn');
    expect(await house.defenderActions()).toBe(before);
  });

  it('is not sent for who has lost the role since', async () => {
    const { id } = await house.ask({ kind: 'scan', type: 'Quick' });
    await workOnDeviceAction({ ...house.context, people: house.withoutRoles() }, signal);
    expect(await house.stateOf(id)).toBe('refused');
    const [refused] = await house.eventsOf(id, 'device.action-refused');
    expect(refused?.why).toContain('has lost the role');
  });
});

describe('a live response', () => {
  it('is shown with the command it is at, and with a word that is not documented as unknown', async () => {
    const { cloud, context } = house;
    const pace = (operationSeconds: number) => cloud.admin('PUT', '/speed', { operationSeconds });
    const look = async (id: string) => {
      await house.database.asAdmin('update device_action set next_try_at = now() where id = $1', [id]);
      await workOnDeviceAction(context, signal);
      const { actions } = await getDevice(house.viewer(), house.laptop.incidentId, house.laptop.deviceId);
      const seen = actions.find((one) => one.id === id)?.seen;
      return seen == null ? 'not seen' : defenderActionWords(seen);
    };
    await pace(1_000);
    const id = await house.getFile('C:\\Windows\\explorer.exe');
    expect(await look(id)).toMatch(/^Queued at Defender/);
    await cloud.admin('PUT', '/clock', { skewSeconds: 510 });
    await expect.poll(() => look(id)).toMatch(/; command 1 of 1 is on its way to the device$/);
    const fault = { kind: 'lie', how: 'unknown-status' };
    await cloud.admin('POST', '/faults', { operation: 'MachineActions_Get', times: 1, fault });
    expect(await look(id)).toMatch(/^Unknown: Defender used a word/);
    await pace(0);
    await house.settle(id);
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await house.stateOf(id)).toBe('ended');
  });

  it.each<LiveResponseStep>([
    { type: 'RunScript', scriptName: 'other.ps1', args: null },
    { type: 'PutFile', fileName: 'other.ps1' },
  ])('is not sent with a library file of which no digest was reviewed: $type', async (step) => {
    const act = { kind: 'live-response', line: 'run', steps: [step], scripts: [] } as const;
    await expect(requirePinnedScripts(house.context, act, signal)).rejects.toMatchObject({
      code: 'not-feasible',
      message: 'No digest was given for other.ps1. Nothing was run.',
    });
  });
});

describe('a live response of Microsoft’s portal', () => {
  const person = 'lead-1@holdfast.example';
  const sha256 = 'c0'.repeat(32);

  it('is seen in Microsoft’s audit, with the files fetched in it, once, and is an alarm', async () => {
    const { cloud, context, database } = house;
    await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0 });
    const file = { path: 'C:\\Users\\x\\run\u202etxt.exe', sha256, bytes: 7 };
    await cloud.admin('POST', '/defender/portal-sessions', {
      device: house.laptop.name,
      person,
      files: [file],
    });
    expect(await context.register.claimDeviceRound('portal-sessions', 300_000)).toBe(true);
    expect(await context.register.claimDeviceRound('portal-sessions', 300_000)).toBe(false); // another worker
    const where = { deviceId: house.laptop.deviceId, incident: { status: 'open' } };
    expect(await notePortalSessions(context, signal)).toBe(
      2 * (await database.db.incidentDevice.count({ where })),
    );
    expect(await notePortalSessions(context, signal)).toBe(0);
    const { foreign, portal } = await getDevice(
      house.viewer(),
      house.laptop.incidentId,
      house.laptop.deviceId,
    );
    expect(foreign.filter(({ ofPortal }) => ofPortal).toSorted(byType)).toMatchObject([
      { type: 'LiveResponseGetFile', requestor: person, file: { name: 'run\u202etxt.exe', sha256 } },
      { type: 'RunLiveResponseSession', requestor: person, file: null },
    ]);
    expect(portal).toMatchObject({ problem: null });
    const title = `Live response on ${house.laptop.name}, started in Microsoft’s portal and not by Holdfast`;
    const raised = { title, incidentId: house.laptop.incidentId };
    expect(await database.db.alarm.count({ where: raised })).toBe(1);
  });

  it('is not what Holdfast fetched by itself, nor a file of nobody’s session', async () => {
    const before = await house.database.db.deviceForeignAction.count();
    const id = await house.getFile('C:\\Windows\\explorer.exe');
    await house.settle(id);
    expect(await notePortalSessions(house.context, signal)).toBe(0);
    expect(await house.database.db.deviceForeignAction.count()).toBe(before);
  });

  it('is unknown, and said to be, where the audit cannot be read', async () => {
    await house.cloud.fault('Hunting_Run', {
      kind: 'status',
      status: 403,
      code: 'Forbidden',
      message: 'no licence',
    });
    expect(await notePortalSessions(house.context, signal)).toBeNull();
    const { portal } = await getDevice(house.viewer(), house.laptop.incidentId, house.laptop.deviceId);
    expect(portal).toMatchObject({ problem: expect.stringContaining('no licence') });
  });
});

function byType(a: { readonly type: string }, b: { readonly type: string }): number {
  return a.type < b.type ? -1 : 1;
}
