import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askedActions } from '../../lib/adapters/prisma/asked-actions.ts';
import { connectDatabase, type Database } from '../../lib/adapters/prisma/client.ts';
import type { DeviceAct } from '../../lib/custody/device-action.ts';
import { deviceActPlan } from '../../lib/custody/device-action-words.ts';
import { mostLiveResponses } from '../../lib/custody/live-response.ts';
import type { AskedActions } from '../../lib/ports/asked-actions.ts';
import { cancelDeviceAction } from '../../lib/procedures/device/cancel-device-action.ts';
import { respondOnDevice } from '../../lib/procedures/device/respond-on-device.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import { perform } from '../../lib/web/perform.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { deviceActionOn } from '../support/device-on.ts';
import { forgetCalls } from '../support/forget-calls.ts';
import { type Stage, stage } from '../support/stage.ts';

const signal = new AbortController().signal;
const look = { kind: 'live-response', line: 'processes', steps: [], scripts: [] } as const;

let house: AcquisitionHouse;
let elsewhere: Database; // another worker's connections
let incident: Stage;

beforeAll(async () => {
  house = await startAcquisitionHouse({});
  elsewhere = connectDatabase(house.database.appUrl);
  incident = await stage(house.database, { restricted: false });
  await house.cloud.admin('PUT', '/speed', { operationSeconds: 0, defenderCalls: 100 });
});
afterAll(async () => {
  await elsewhere?.$disconnect();
  await house?.close();
});
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
  await forgetCalls(house.database);
  await house.database.asAdmin(
    `update device_action set state = 'withdrawn', ended_at = now() where ended_at is null and state <> 'submitted'`,
  );
  await house.database.asAdmin(
    `update device_action set state = 'ended', ended_at = now() where ended_at is null`,
  );
});

describe('open live responses', () => {
  it('are never more than 25, however many workers of however many processes begin and end them', async () => {
    const leases = await claimed(45);
    let [open, most] = [0, 0];
    const worker = async (asked: AskedActions) => {
      for (let lease = leases.pop(); lease !== undefined; lease = leases.pop()) {
        if (await asked.noteAsking(lease, mostLiveResponses)) {
          most = Math.max(most, ++open);
          await sleep(150); // long enough for all places to be taken
          open -= 1;
          if (leases.length % 3 === 0)
            await asked.forgetAsking(lease); // Defender said no: its place is free
          else await over(lease.action.id);
        } else {
          leases.unshift(lease);
          await sleep(20);
        }
      }
    };
    const registers = [house.database.db, elsewhere].map(askedActions);
    await Promise.all(Array.from({ length: 20 }, () => registers.map(worker)).flat());
    expect(most).toBe(mostLiveResponses);
  });

  it('are counted before Defender is asked and until the end is known, by the database alone', async () => {
    const leases = await claimed(27);
    const [db, other] = [askedActions(house.database.db), askedActions(elsewhere)];
    const said = await Promise.all(leases.map((lease, n) => (n % 2 ? db : other).noteAsking(lease, 25)));
    expect(said.filter((one) => one)).toHaveLength(25);
    const refused = leases.find((_, n) => said[n] === false);
    const taken = leases.find((_, n) => said[n] === true);
    if (refused === undefined || taken === undefined) throw new Error('all or none were taken');
    await house.database.asAdmin(
      `update device_action set state = 'submitted', defender_id = 'at-defender' where id = $1`,
      [taken.action.id],
    );
    expect(await db.noteAsking(refused, 25)).toBe(false); // Defender having it frees nothing
    await house.database.asAdmin(`update device_action set state = 'ended', ended_at = now() where id = $1`, [
      taken.action.id,
    ]);
    expect(await db.noteAsking(refused, 25)).toBe(true);
    await expect(db.noteAsking({ ...refused, fence: refused.fence - 1n }, 25)).rejects.toMatchObject({
      code: 'fenced-off',
    });
    await expect(house.database.as('app', 'update device_action set asked_at = null')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('let an action wait for its turn in plain words, and spend none of Microsoft’s calls meanwhile', async () => {
    const leases = await claimed(25);
    const asked = askedActions(house.database.db);
    for (const lease of leases) await asked.noteAsking(lease, 25);
    const id = await deviceActionOn(house.database, incident, look, 'f'.repeat(40));
    const before = await calls();
    await workOnDeviceAction(house.context, signal);
    expect(await rowOf(id)).toMatchObject({
      state: 'requested',
      askedAt: null,
      problem: expect.stringMatching(/^Waiting for one of 25 sessions/),
    });
    expect(await calls()).toBe(before);
    await asked.forgetAsking(leases[0] ?? never());
    await house.database.asAdmin('update device_action set next_try_at = now() where id = $1', [id]);
    await workOnDeviceAction(house.context, signal);
    expect((await rowOf(id)).problem).not.toMatch(/25 sessions/); // it was its turn
  });
});

describe('an answer that was lost', () => {
  it('is not taken for none while Defender’s list lags: nothing is sent a second time', async () => {
    const id = await asked({ kind: 'scan', type: 'Quick' }, 'kiosk-lobby-02');
    await house.cloud.fault('Machines_RunAntiVirusScan', { kind: 'drop', afterBytes: 0 });
    await house.cloud.fault('MachineActions_List', { kind: 'lie', how: 'lagging' }, 2);
    await work(id);
    await work(id);
    const waiting = await rowOf(id);
    expect(waiting).toMatchObject({ state: 'requested', problem: expect.stringContaining('is not known') });
    await work(id); // once more it lags
    expect(await rowOf(id)).toMatchObject({ state: 'requested' });
    await work(id); // and now it shows it
    expect(await rowOf(id)).toMatchObject({ state: 'submitted' });
    expect(await scansOn(waiting.deviceId)).toBe(1);
  });

  it('is asked again when the list stayed silent for longer than it lags', async () => {
    const id = await asked({ kind: 'scan', type: 'Quick' }, 'ws-finance-114');
    await house.cloud.fault(
      'Machines_RunAntiVirusScan',
      { kind: 'status', status: 503, code: 'x', message: '' },
      1,
    );
    await work(id);
    await work(id);
    expect(await rowOf(id)).toMatchObject({ state: 'requested', askedAt: expect.any(Date) });
    await fiveMinutesPass(id);
    await work(id);
    expect(await rowOf(id)).toMatchObject({ state: 'submitted' });
  });

  it('is not called “never sent” when the action is withdrawn: whether it ran is said not to be known', async () => {
    const id = await asked({ kind: 'restrict' }, 'ws-finance-114');
    await house.cloud.fault(
      'Machines_RestrictCodeExecution',
      { kind: 'status', status: 503, code: 'x', message: '' },
      1,
    );
    await work(id);
    await cancelDeviceAction.run(house.context, house.person('responder'), {
      actionId: id,
      reason: 'the wrong device was chosen',
    });
    await work(id);
    expect(await rowOf(id)).toMatchObject({ state: 'requested' }); // its list may lag still
    await fiveMinutesPass(id);
    await work(id);
    expect(await rowOf(id)).toMatchObject({
      state: 'withdrawn',
      problem: expect.stringContaining('whether it ran is not known'),
    });
    expect(await cancelled(id)).toMatchObject({ reached: 'not-known' });
  });

  it('is none where Defender said no: it is withdrawn as never sent', async () => {
    const id = await asked({ kind: 'restrict' }, 'ws-finance-114');
    const slow = { kind: 'status', status: 429, code: 'TooManyRequests', message: '', retryAfter: 1 };
    await house.cloud.fault('Machines_RestrictCodeExecution', slow, 1);
    await work(id);
    expect(await rowOf(id)).toMatchObject({ state: 'requested', askedAt: null });
    await cancelDeviceAction.run(house.context, house.person('responder'), {
      actionId: id,
      reason: 'the wrong device was chosen',
    });
    await work(id);
    expect(await cancelled(id)).toMatchObject({ reached: 'no' });
  });
});

/** Live responses on as many devices, each claimed by a worker. */
async function claimed(many: number) {
  for (let n = 0; n < many; n += 1)
    await deviceActionOn(house.database, incident, look, n.toString(16).padStart(40, '0'));
  const leases = [];
  for (let n = 0; n < many; n += 1)
    leases.push((await house.context.register.claimDeviceAction()) ?? never());
  return leases;
}

async function over(id: string): Promise<void> {
  await house.database.db.deviceAction.update({
    where: { id },
    data: { state: 'withdrawn', endedAt: new Date() },
  });
}

async function asked(act: Exclude<DeviceAct, { kind: 'collect-package' | 'live-response' }>, name: string) {
  const where = { where: { name }, orderBy: { id: 'asc' } } as const;
  const { incidentId, deviceId } = await house.database.db.incidentDevice.findFirstOrThrow(where);
  const { id } = await perform(house.context, house.person('responder'), respondOnDevice, {
    ...{ incidentId, deviceId, act, requestKey: crypto.randomUUID() },
    authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
    reason: 'hands on the keyboard, see the alert',
    confirmedPlan: deviceActPlan(act, name),
  });
  return id;
}

async function work(id: string): Promise<void> {
  await house.database.asAdmin('update device_action set next_try_at = now() where id = $1', [id]);
  await workOnDeviceAction(house.context, signal);
}

async function fiveMinutesPass(id: string): Promise<void> {
  await house.database.asAdmin(
    `update device_action set asked_at = asked_at - interval '301 seconds' where id = $1`,
    [id],
  );
}

async function calls(): Promise<number> {
  const [row] = await house.database.asAdmin<{ n: number }>(
    'select coalesce(sum(taken), 0)::int as n from defender_budget',
  );
  return row?.n ?? 0;
}

function rowOf(id: string) {
  return house.database.db.deviceAction.findUniqueOrThrow({ where: { id } });
}

async function scansOn(deviceId: string): Promise<number> {
  const there = (await house.context.devices?.reader?.actions({ deviceId }, signal)) ?? [];
  return there.filter(({ type }) => type === 'RunAntiVirusScan').length;
}

async function cancelled(actionId: string): Promise<unknown> {
  const rows = await house.database.db.custodyEvent.findMany({ where: { type: 'device.cancelled' } });
  const details = rows.map((row) => JSON.parse(Buffer.from(row.body ?? '').toString()).detail);
  return details.find((detail) => detail.actionId === actionId);
}

function never(): never {
  throw new Error('there is none');
}
