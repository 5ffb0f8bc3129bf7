import { deviceActionOn, deviceForm, deviceOn } from '../../support/device-on.ts';
import { personOf } from '../../support/portal.ts';
import { stage } from '../../support/stage.ts';
import { testDevice } from '../../support/test-device.ts';
import { act } from './action-expectations.ts';
import { query } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

const acts = {
  package: { kind: 'collect-package' },
  run: { kind: 'live-response', line: 'run x.ps1', steps: [], scripts: [] },
  isolate: { kind: 'isolate', type: 'Full' },
} as const;
type Act = keyof typeof acts;

interface Situation {
  readonly act: Act;
  readonly role?: 'responder' | 'lead'; // of who asks
  readonly tier0?: boolean;
  readonly second?: readonly string[];
  readonly approved?: boolean;
}

/** Rights by which responders look, and leads look, run and respond. */
function control({ tier0 = false, second = [] }: Situation) {
  const others = { basic: ['responder'], advanced: ['lead'], response: ['lead'], tier0 };
  return { value: { others, groups: [], second } };
}

/** In which state an act would be written down; the desk keeps nothing. */
async function askedFor(house: House, at: Situation): Promise<string> {
  const { addDeviceAction } = await house.load('lib/procedures/device/add-device-action.ts');
  let state = 'none';
  const desk = {
    control: async () => control(at),
    addDeviceAction: async (wanted: { state: string }) => {
      state = wanted.state;
      return { id: 'a', number: 'DA-1' };
    },
    openProposal: async () => ({ id: 'p', number: 'PR-1', expiresAt: '' }),
    incident: async () => null,
    peopleWithRole: async () => [],
    notify: async () => {},
    tellWaiting: async () => {},
  };
  const wanted = { ...asked(at), requester: { objectId: 'o', roles: [at.role ?? 'lead'] } };
  const code = await codeOf((addDeviceAction as AddDeviceAction)(desk, wanted));
  return code === 'ok' ? state : code;
}

type AddDeviceAction = (desk: object, wanted: object) => Promise<unknown>;
type Submit = (work: object) => Promise<void>;

function asked({ act }: Situation) {
  const about = { incidentId: 'i', reason: 'r', authority: null, plan: 'p', readAt: '', requestKey: 'k' };
  return { ...about, act: acts[act], device: testDevice('d') };
}

/** How the worker ends with it: `sent`, or why not. Who asked is what the tenant says now. */
async function sentOf(house: House, at: Situation): Promise<string> {
  const { submitDeviceAction } = await house.load('lib/procedures/device/submit-device-action.ts');
  const sent = async () => {
    throw { code: 'sent' };
  };
  const context = {
    register: {
      look: {
        control: async () => control(at),
        isDeviceActionApproved: async () => at.approved ?? false,
        incident: async () => ({ id: 'i', status: 'open', restricted: false, memberObjectIds: [] }),
      },
      openLiveResponses: async () => 0,
      noteAsking: async () => true,
    },
    people: { standing: async () => ({ enabled: true, roles: [at.role ?? 'lead'] }) },
    devices: {
      reader: { device: async () => testDevice('d') },
      collector: { collectPackage: sent, runLiveResponse: sent },
      responder: { isolate: sent },
    },
  };
  const requester = { kind: 'person', objectId: 'o', roles: ['lead'], userPrincipalName: 'o' };
  const action = { ...asked(at), id: 'a', number: 'DA-1', deviceId: 'd', requester, askedAt: null };
  const work = { context, lease: { action, fence: 1n }, signal: new AbortController().signal };
  return await codeOf((submitDeviceAction as Submit)(work));
}

const situations: readonly (readonly [Situation, asked: string, sent: string])[] = [
  [{ act: 'package', role: 'responder' }, 'requested', 'sent'],
  [{ act: 'run', role: 'responder' }, 'forbidden', 'forbidden'],
  [{ act: 'isolate', role: 'responder' }, 'forbidden', 'forbidden'],
  [{ act: 'run' }, 'requested', 'sent'],
  [{ act: 'isolate' }, 'requested', 'sent'],
  [{ act: 'isolate', second: ['isolate'] }, 'proposed', 'forbidden'],
  [{ act: 'package', tier0: true }, 'proposed', 'forbidden'],
  [{ act: 'package', tier0: true, approved: true }, 'proposed', 'sent'],
];

/** Whether the worker goes on with an indicator that somebody asked for: `sent`, or `ok` where it is refused on record. */
async function orderGoesOn(house: House, role: string, restricted = false): Promise<string> {
  const { workOnOrder } = await house.load('lib/procedures/console/work-on-order.ts');
  const session = { id: 's', incidentId: 'i', deviceId: 'd', reason: 'r', authority: null };
  const asked = {
    kind: 'add-indicator',
    sha256: 'a',
    action: 'Alert',
    title: 't',
    exhibitNumber: 'E',
    session,
  };
  const requester = { kind: 'person', objectId: 'o', roles: ['responder'], userPrincipalName: 'o' };
  const context = {
    worker: { id: 'w', address: 'a' },
    register: {
      claimDefenderOrder: async () => ({ fence: 1n, order: { id: 'o', asked, requester, tries: 2 } }),
      record: async () => {},
      look: { incident: async () => ({ id: 'i', status: 'open', restricted, memberObjectIds: [] }) },
    },
    people: { standing: async () => ({ enabled: true, roles: [role] }) },
    devices: {
      responder: {
        fileIndicator: async () => {
          throw { code: 'sent' };
        },
      },
    },
  };
  return await codeOf((workOnOrder as WorkOnOrder)(context, new AbortController().signal));
}

type WorkOnOrder = (context: object, signal: AbortSignal) => Promise<unknown>;

/** What must hold of rights on devices. */
export const deviceExpectations: readonly Expectation[] = [
  {
    entry: 'an act that is under way in a hidden incident',
    files: ['app/(portal)/incidents/[incidentId]/devices/[deviceId]/actions.ts'],
    sentence: 'is not named to who asks for the same in another incident',
    async problems(house) {
      const { database } = house;
      const [at, hidden] = await Promise.all([
        stage(database, { restricted: false }),
        stage(database, { restricted: true }),
      ]);
      const form = await deviceForm(database, at, { kind: 'restrict' });
      const actionId = await deviceActionOn(database, hidden);
      await database.asAdmin('update device_action set device_id = $1 where id = $2', [
        form.deviceId,
        actionId,
      ]);
      const { number } = await database.db.deviceAction.findUniqueOrThrow({ where: { id: actionId } });
      const result = await act(
        house,
        'app/(portal)/incidents/[incidentId]/devices/[deviceId]/actions.ts',
        'respondOnDeviceAction',
        { role: 'responder', input: form },
      );
      if (result?.ok !== false || result.code !== 'conflict') return ['not refused'];
      return result.message.includes(number) ? ['named'] : [];
    },
  },
  {
    entry: 'a right on a device',
    files: [
      'lib/procedures/device/add-device-action.ts',
      'lib/procedures/device/submit-device-action.ts',
      'lib/custody/device-rights.ts',
    ],
    sentence: 'and the second person count when an act is asked for, and again when it is sent',
    async problems(house) {
      const found = await Promise.all(
        situations.map(async ([at, dueAsked, dueSent]) =>
          differs(
            JSON.stringify(at),
            [await askedFor(house, at), await sentOf(house, at)],
            [dueAsked, dueSent],
          ),
        ),
      );
      return found.flat();
    },
  },
  {
    entry: 'a right on a device',
    files: ['lib/procedures/device/device-right.ts', 'lib/custody/device-rights.ts'],
    sentence: 'of live response is none without a role that the rights name',
    async problems(house) {
      const { deviceRight } = await house.load('lib/procedures/device/device-right.ts');
      const right = (...roles: string[]) =>
        (deviceRight as (look: object, actor: object, device: object) => Promise<string>)(
          { control: async () => control({ act: 'run' }) },
          { roles },
          testDevice('d'),
        );
      return differs(
        'auditor, responder, lead',
        [await right('auditor'), await right('responder'), await right('lead')],
        ['none', 'basic', 'advanced'],
      );
    },
  },
  {
    entry: 'an order that a process died over',
    files: ['lib/procedures/console/work-on-order.ts'],
    sentence: 'is gone on with only while who asked has the role and may see the incident',
    async problems(house) {
      const found = [
        await orderGoesOn(house, 'responder'),
        await orderGoesOn(house, 'auditor'),
        await orderGoesOn(house, 'responder', true),
      ];
      return differs('responder, auditor, restricted', found, ['sent', 'ok', 'ok']);
    },
  },
  {
    entry: 'the list of devices',
    files: ['lib/queries/list-devices.ts', 'lib/queries/device-isolation.ts'],
    sentence: 'shows nothing of what a restricted incident asked of a device that others name too',
    async problems({ database, ...house }) {
      const open = await stage(database, { restricted: false });
      const hidden = await stage(database, { restricted: true });
      const shared = { incidentId: open.incidentId, deviceId: await deviceOn(database, hidden) };
      await database.db.incidentDevice.create({ data: { ...shared, name: 'shared' } });
      const actionId = await deviceActionOn(database, hidden);
      await isolatedBeside(database, actionId);
      const at = { database, ...house } as House;
      const shown = await query(at, 'list-devices.ts', 'listDevices', personOf('analyst'));
      const text = JSON.stringify(shown);
      return [
        ...(text.includes(shared.deviceId) ? [] : ['the device is not shown']),
        ...(text.includes(actionId) ? ['the hidden action is shown'] : []),
        ...(text.includes('"isolated"') ? ['the hidden isolation is shown'] : []),
      ];
    },
  },
];

/** The device of this action was isolated in the same incident, and Defender said so. */
async function isolatedBeside(database: House['database'], actionId: string): Promise<void> {
  await database.asAdmin(
    `insert into device_action (id, number, incident_id, device_id, device, read_at, kind, act, reason, authority, plan,
       requester_object_id, requester, request_key, state, defender_id, seen, ended_at)
     select gen_random_uuid(), number || '-I', incident_id, device_id, device, read_at, 'isolate',
       '{"kind":"isolate","type":"Full"}', reason, authority, plan, requester_object_id, requester, gen_random_uuid(), 'ended',
       'seen-' || number, '{"state":"succeeded"}', now()
     from device_action where id = $1`,
    [actionId],
  );
}
