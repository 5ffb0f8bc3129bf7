import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { DeviceAct } from '../../lib/custody/device-action.ts';
import { deviceActPlan } from '../../lib/custody/device-action-words.ts';
import { addDeviceAction, addedActionEvents } from '../../lib/procedures/device/add-device-action.ts';
import { collectFromDevice } from '../../lib/procedures/device/collect-from-device.ts';
import { respondOnDevice } from '../../lib/procedures/device/respond-on-device.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { standingPauses } from '../../lib/runtime/standing-pauses.ts';
import { perform } from '../../lib/web/perform.ts';
import { startAcquisitionHouse } from './acquisition-house.ts';

export const signal = new AbortController().signal;
export const authority = {
  type: 'internal-policy',
  number: 'IR-7',
  validFrom: null,
  validUntil: null,
} as const;
export type DeviceActionHouse = Awaited<ReturnType<typeof openDeviceActionHouse>>;

/** An embedded cloud whose Defender takes next to no time, and what is asked of one of its laptops. */
export async function openDeviceActionHouse() {
  const house = await startAcquisitionHouse({});
  await house.cloud.admin('PUT', '/speed', {
    operationSeconds: 0,
    activityDelaySeconds: 0,
    defenderCalls: 100,
  });
  const laptop = await deviceNamed('ws-finance-114');

  /** The tenant after it took every role but one that acts on nothing. */
  function withoutRoles(): ProcedureContext['people'] {
    return {
      ...house.context.people,
      standing: async () => ({ enabled: true, roles: ['auditor'] as const }),
    };
  }

  /** A register that lets `meanwhile` happen just before an action is written down. */
  function betweenLookAndRow(meanwhile: () => Promise<void>): ProcedureContext {
    const { register } = house.context;
    const record: ProcedureContext['register']['record'] = (actor, may, fn) =>
      register.record(actor, may, (desk) =>
        fn({
          ...desk,
          addDeviceAction: async (wanted) => {
            await meanwhile();
            return await desk.addDeviceAction(wanted);
          },
        }),
      );
    return { ...house.context, register: { ...register, record } };
  }

  async function ask(
    act: DeviceAct,
    change: object = {},
    account = 'responder',
    context: ProcedureContext = house.context,
  ) {
    const input = {
      ...{ incidentId: laptop.incidentId, deviceId: laptop.deviceId, act, authority },
      reason: 'hands on the keyboard, see the alert',
      requestKey: crypto.randomUUID(),
      confirmedPlan: deviceActPlan(act, laptop.name),
      ...change,
    };
    const person = house.person(account);
    return act.kind === 'collect-package'
      ? await perform(context, person, collectFromDevice, input)
      : await perform(context, person, respondOnDevice, input);
  }

  /** What the console asks for. Out: the action's id. */
  async function getFile(path: string): Promise<string> {
    const reader = house.context.devices?.reader;
    const device = (await reader?.device(laptop.deviceId, signal)) ?? null;
    if (device === null) throw new Error('Defender does not know the laptop');
    const act: DeviceAct = {
      ...{ kind: 'live-response', line: `getfile ${path}`, scripts: [] },
      steps: [{ type: 'GetFile', path }],
    };
    const requester = house.person('responder');
    const asked = { incidentId: laptop.incidentId, device, act, authority, requester };
    return await house.context.register.record(requester, addedActionEvents, async (desk) => {
      const { id, events } = await addDeviceAction(desk, {
        ...{ ...asked, readAt: new Date().toISOString(), requestKey: crypto.randomUUID() },
        ...{ reason: 'as the console asks', plan: deviceActPlan(act, laptop.name) },
      });
      return { events, result: id };
    });
  }

  /** Works until the action is over, as the worker does, without its pauses. */
  async function settle(id: string): Promise<void> {
    for (let round = 0; round < 200; round += 1) {
      if (['ended', 'refused', 'withdrawn'].includes(await stateOf(id))) return;
      await house.database.asAdmin(`update device_action set next_try_at = now() where id = $1`, [id]);
      if (!(await workOnDeviceAction(house.context, signal))) await new Promise((go) => setTimeout(go, 50));
    }
    const { state, problem } = await house.database.db.deviceAction.findUniqueOrThrow({ where: { id } });
    throw new Error(`the action ${id} does not end: it is ${state}, ${problem}`);
  }

  /** A context whose register loses one method at its first call, as a worker does that is killed there. */
  function losing(method: 'moveDeviceAction' | 'finishStep'): ProcedureContext {
    const { register } = house.context;
    const record: ProcedureContext['register']['record'] = (actor, may, fn) =>
      register.record(actor, may, (desk) =>
        fn({
          ...desk,
          [method]: () => {
            throw new Error('the worker died');
          },
        }),
      );
    return { ...house.context, register: { ...register, record } };
  }

  async function deviceNamed(name: string) {
    const row = await house.database.db.incidentDevice.findFirstOrThrow({
      where: { name },
      orderBy: { id: 'asc' },
    });
    return { incidentId: row.incidentId, deviceId: row.deviceId, name };
  }

  async function stateOf(id: string): Promise<string> {
    return (await house.database.db.deviceAction.findUniqueOrThrow({ where: { id } })).state;
  }

  async function eventsOf(actionId: string, type: string): Promise<readonly Record<string, unknown>[]> {
    const rows = await house.database.db.custodyEvent.findMany({ where: { type }, orderBy: { n: 'asc' } });
    const details = rows.map((row) => JSON.parse(Buffer.from(row.body ?? '').toString()).detail);
    return details.filter((detail) => detail.actionId === actionId);
  }

  async function defenderActions(): Promise<number> {
    const reader = house.context.devices?.reader;
    if (reader === undefined) throw new CustodyError('not-feasible', 'not set up');
    return (await reader.actions({ deviceId: laptop.deviceId }, signal)).length;
  }

  /** Whom Microsoft has asked to wait, as the pages ask for it. */
  function pausesNow() {
    const { cloud, database } = house;
    const { deviceReader, deviceCollector, deviceResponder, librarian } = cloud.endpoints.clientIds;
    const settings = {
      HOLDFAST_DEFENDER_ENDPOINT: cloud.endpoints.defender,
      HOLDFAST_DEVICE_READER_CLIENT_ID: deviceReader,
      HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID: deviceCollector,
      HOLDFAST_DEVICE_RESPONDER_CLIENT_ID: deviceResponder,
      HOLDFAST_LIBRARIAN_CLIENT_ID: librarian,
    };
    return standingPauses({ settings, db: database.db });
  }

  function viewer() {
    return { db: house.database.db, actor: house.person('responder') };
  }

  return {
    ...house,
    withoutRoles,
    betweenLookAndRow,
    ask,
    getFile,
    settle,
    deviceNamed,
    stateOf,
    eventsOf,
    defenderActions,
    viewer,
    laptop,
    losing,
    pausesNow,
  };
}
