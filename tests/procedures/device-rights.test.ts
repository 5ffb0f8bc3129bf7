import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { Device, DeviceGroupRef } from '../../lib/custody/device.ts';
import type { DeviceAct } from '../../lib/custody/device-action.ts';
import { deviceActPlan } from '../../lib/custody/device-action-words.ts';
import {
  type DeviceRights,
  defaultDeviceRights,
  deviceRightsInForce,
} from '../../lib/custody/device-rights.ts';
import { deviceRightsChanges } from '../../lib/custody/device-rights-words.ts';
import { cancelDeviceAction } from '../../lib/procedures/device/cancel-device-action.ts';
import { collectFromDevice } from '../../lib/procedures/device/collect-from-device.ts';
import { deviceRight, mayRespond } from '../../lib/procedures/device/device-right.ts';
import { mirrorGroups } from '../../lib/procedures/device/mirror-groups.ts';
import { respondOnDevice } from '../../lib/procedures/device/respond-on-device.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import { expireProposals } from '../../lib/procedures/proposal/expire-proposals.ts';
import { proposeDeviceRights } from '../../lib/procedures/proposal/kinds/device-rights.ts';
import { withdrawProposal } from '../../lib/procedures/proposal/withdraw-proposal.ts';
import { getDevice } from '../../lib/queries/get-device.ts';
import { listDevices } from '../../lib/queries/list-devices.ts';
import { perform } from '../../lib/web/perform.ts';
import { present } from '../support/access-house.ts';
import { obedientDefender } from '../support/obedient-defender.ts';
import { openProposalHouse } from '../support/proposal-house.ts';
import { sealedFile } from '../support/sealed-file.ts';
import { type Stage, stage } from '../support/stage.ts';
import { testDevice } from '../support/test-device.ts';

const signal = new AbortController().signal;
const reason = 'Agreed in the meeting of the controllers.';
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const desks: DeviceGroupRef = { id: '101', name: 'Workstations' };
const controllers: DeviceGroupRef = { id: '103', name: 'Domain controllers' };
const sha1 = 'ab'.repeat(20);
const quarantine: DeviceAct = {
  kind: 'stop-and-quarantine',
  sha1,
  taken: { why: 'The file is locked by the program.' },
};
const isolate: DeviceAct = { kind: 'isolate', type: 'Full' };

let house: Awaited<ReturnType<typeof openProposalHouse>>;
let at: Stage;
let people: ReturnType<typeof house.newTenant> & { responder: PersonActor };
let group: DeviceGroupRef | null; // where Defender says that the device is
let sent: string[];
let refuses: CustodyError | null;

beforeAll(async () => {
  house = await openProposalHouse();
});
afterAll(() => house?.at.close());
beforeEach(async () => {
  people = { ...house.newTenant(), responder: present('responder') };
  at = await stage(house.at, { restricted: false });
  [group, sent, refuses] = [desks, [], null];
});

describe('an act that takes a second person by the rights on devices', () => {
  it('waits until somebody else agrees, is then sent, and says so in the incident’s record', async () => {
    const { id, waits } = await ask(quarantine);
    expect(waits).toBe(true);
    expect(await workedOff()).toEqual([]);
    const proposal = await proposalOf(id);
    await expect(house.confirm(people.responder, proposal)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(house.confirm(people.analyst, proposal)).rejects.toMatchObject({ code: 'forbidden' });
    const stale = { ...people.lead, authenticatedAt: new Date(Date.now() - 16 * 60_000).toISOString() };
    await expect(house.confirm(stale, proposal)).rejects.toMatchObject({ code: 'sign-in-again' });
    expect(await workedOff()).toEqual([]);
    expect(await house.confirm(people.lead, proposal)).toEqual({ state: 'confirmed' });
    expect(await workedOff()).toEqual([`stop-and-quarantine ${sha1}`]);
    expect(await typesOf(id)).toEqual([
      'device.action-requested',
      'proposal.proposed',
      'proposal.confirmed',
      'device.action-approved',
      'device.action-submitted',
      'device.action-ended',
    ]);
  });

  it.each(['refused', 'withdrawn', 'expired'] as const)(
    'is never sent once its proposal is %s',
    async (end) => {
      const { id, number } = await ask(quarantine);
      const proposal = await proposalOf(id);
      await expect(run(people.responder, cancelDeviceAction, { actionId: id, reason })).rejects.toMatchObject(
        { code: 'conflict', message: expect.stringContaining(number) },
      );
      if (end === 'refused') await house.refuse(people.lead, proposal);
      if (end === 'withdrawn') await run(people.responder, withdrawProposal, { proposalId: proposal });
      if (end === 'expired') {
        await house.age(proposal);
        await expireProposals(house.at.register);
      }
      expect(await workedOff()).toEqual([]);
      const row = await house.at.db.deviceAction.findUniqueOrThrow({ where: { id } });
      expect(row).toMatchObject({ state: end === 'withdrawn' ? 'withdrawn' : 'refused' });
      expect(row.problem).toContain('Nothing was sent.');
      const last = end === 'withdrawn' ? 'device.cancelled' : 'device.action-refused';
      expect(await typesOf(id)).toEqual([
        'device.action-requested',
        'proposal.proposed',
        `proposal.${end}`,
        last,
      ]);
    },
  );

  it('cannot be moved on past the second person by the application’s own role', async () => {
    const { id } = await ask(quarantine);
    const past = house.at.db.deviceAction.updateMany({ where: { id }, data: { state: 'requested' } });
    await expect(past).rejects.toThrow(/second person/);
  });

  it('demands the file’s exhibit, or why there is none, before the file is put away', async () => {
    const { taken: _none, ...bare } = quarantine as Extract<DeviceAct, { kind: 'stop-and-quarantine' }>;
    await expect(ask(bare)).rejects.toMatchObject({ code: 'invalid-input' });
    const named = { ...bare, taken: { exhibitNumber: 'EV-2026-9999' } };
    await expect(ask(named)).rejects.toMatchObject({ message: expect.stringContaining('no sealed file') });
    const exhibitNumber = await sealedFile(house.at, at.incidentId, onDevice(), '11'.repeat(32));
    const another = { ...bare, taken: { exhibitNumber } };
    await expect(ask(another)).rejects.toMatchObject({ message: expect.stringContaining('another file') });
    const same = {
      ...bare,
      taken: { exhibitNumber: await sealedFile(house.at, at.incidentId, onDevice(), '22'.repeat(32)) },
    };
    const { id } = await ask(same);
    const row = await house.at.db.deviceAction.findUniqueOrThrow({ where: { id } });
    expect(row.act).toMatchObject({ taken: { ...same.taken, same: true } });
  });
});

describe('rights by device group', () => {
  it('come into force with the other controller, and count when something is asked for', async () => {
    await inForce({
      ...defaultDeviceRights,
      groups: [{ ...desks, basic: ['lead'], advanced: [], response: [], tier0: false }],
    });
    const device = onDevice();
    const { look } = house.at.register;
    expect(await deviceRight(look, people.responder, device)).toBe('none');
    expect(await deviceRight(look, people.lead, device)).toBe('basic');
    expect(await mayRespond(look, people.lead, device)).toBe(false);
    expect(await mayRespond(look, people.lead, { ...device, group: null })).toBe(true);
    await expect(ask({ kind: 'collect-package' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask(isolate)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Workstations'),
    });
    await ask({ kind: 'collect-package' }, people.lead);
    expect(await workedOff()).toEqual(['collect-package']);
  });

  it('count again when it is sent: of a right taken away, and of a group that became tier 0, nothing is sent', async () => {
    await inForce(defaultDeviceRights);
    const lost = await ask(isolate);
    await inForce({ ...defaultDeviceRights, others: { ...defaultDeviceRights.others, response: ['lead'] } });
    expect(await workedOff()).toEqual([]);
    expect(await problemOf(lost.id)).toContain('no right');
    const grown = await ask({ kind: 'collect-package' });
    await inForce({
      ...defaultDeviceRights,
      groups: [{ ...controllers, basic: ['responder'], advanced: [], response: ['responder'], tier0: true }],
    });
    group = controllers;
    expect(await workedOff()).toEqual([]);
    expect(await problemOf(grown.id)).toContain('tier 0');
    const again = await ask({ kind: 'collect-package' });
    expect(again.waits).toBe(true);
    await house.confirm(people.lead, await proposalOf(again.id));
    expect(await workedOff()).toEqual(['collect-package']);
  });
});

describe('device groups', () => {
  it('are read from the devices once in a quarter of an hour and when new ones come, and shown with rights and what is under way', async () => {
    await inForce(defaultDeviceRights);
    await house.at.asAdmin('delete from device_group');
    await ask(isolate);
    const device = onDevice();
    expect(await mirrorGroups(context(), signal)).toBe(2);
    expect(await mirrorGroups(context(), signal)).toBeNull();
    expect(await house.at.db.deviceGroup.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { ...desks, devices: 1 },
      { ...controllers, devices: 1 },
    ]);
    const { rows } = await listDevices({ actor: people.responder, db: house.at.db });
    expect(rows.find(({ deviceId }) => deviceId === device.deviceId)).toMatchObject({
      read: { device: { group: desks } },
      right: { live: 'advanced', respond: true, tier0: false },
      running: [{ kind: 'isolate', state: 'requested' }],
      isolation: null,
    });
    expect(rows.some(({ deviceId }) => deviceId === 'e'.repeat(40))).toBe(false); // no incident names it
    at = await stage(house.at, { restricted: false });
    await ask(isolate); // on a device that was in no incident when they were read
    expect(await mirrorGroups(context(), signal)).toBe(2);
    expect(await mirrorGroups(context(), signal)).toBeNull(); // one that Defender does not know was looked for, too
  });

  it('without an automation level are known by Defender’s refusal alone', async () => {
    await inForce(defaultDeviceRights);
    await house.at.asAdmin('delete from device_group');
    const { look } = house.at.register;
    expect(await look.deviceAutomation(desks)).toBe('unknown');
    refuses = new CustodyError('not-feasible', 'This device has no automation level assigned to it.', {
      detail: { defenderCode: 'DisallowedOperation' },
    });
    await ask({ kind: 'collect-package' });
    await workedOff();
    expect(await look.deviceAutomation(desks)).toBe('none');
    expect(await look.deviceAutomation(null)).toBe('unknown');
  });
});

it('an isolation that ended is shown as it was asked here, until the device is released', async () => {
  await inForce(defaultDeviceRights);
  const { deviceId } = onDevice();
  const shown = async () =>
    (await getDevice({ actor: people.analyst, db: house.at.db }, at.incidentId, deviceId)).isolation;
  await ask(isolate);
  expect(await shown()).toBeNull();
  await workedOff();
  expect(await shown()).toMatchObject({ state: 'isolated' });
  await ask({ kind: 'release' });
  await workedOff();
  expect(await shown()).toMatchObject({ state: 'released' });
});

function onDevice(): Device {
  return { ...testDevice(deviceIdOf(at)), group };
}

function deviceIdOf({ incidentId }: Stage): string {
  return incidentId.replaceAll('-', '').padEnd(40, '0');
}

const run: typeof house.run = (actor, procedure, input) => perform(context(), actor, procedure, input);

async function ask(act: DeviceAct, by = people.responder) {
  const device = onDevice();
  const row = { incidentId: at.incidentId, deviceId: device.deviceId, name: device.name };
  await house.at.db.incidentDevice.createMany({ data: [row], skipDuplicates: true });
  const confirmedPlan = deviceActPlan(act, device.name);
  const form = {
    ...{ incidentId: at.incidentId, deviceId: device.deviceId },
    act,
    reason,
    authority,
    confirmedPlan,
  };
  const procedure = act.kind === 'collect-package' ? collectFromDevice : respondOnDevice;
  return await run(by, procedure as typeof respondOnDevice, { ...form, requestKey: randomUUID() });
}

/** What the worker sent in one round of this stage. */
async function workedOff(): Promise<readonly string[]> {
  const before = sent.length;
  await house.at.asAdmin('update device_action set next_try_at = now() where ended_at is null');
  while (await workOnDeviceAction(context(), signal));
  return sent.slice(before);
}

function context() {
  const tierZero = { ...testDevice('e'.repeat(40)), group: controllers };
  const devices = obedientDefender(onDevice, [tierZero], (what) => {
    if (refuses !== null) throw refuses;
    sent.push(what);
  });
  return { ...house.context, devices };
}

/** Puts rights in force by both controllers, unless they are. */
async function inForce(rights: DeviceRights): Promise<void> {
  const now = deviceRightsInForce(await house.at.register.look.control('device-rights'));
  if (deviceRightsChanges(now, rights).length === 0) return;
  const { id } = await run(people.first, proposeDeviceRights, { reason, change: rights });
  await house.confirm(people.second, id);
}

async function proposalOf(actionId: string): Promise<string> {
  const where = { kind: 'device-act', key: actionId };
  return (await house.at.db.proposal.findFirstOrThrow({ where })).id;
}

async function problemOf(id: string): Promise<string> {
  return (await house.at.db.deviceAction.findUniqueOrThrow({ where: { id } })).problem ?? '';
}

/** What the incident's record has of the action and of its proposal, in its order. */
async function typesOf(actionId: string): Promise<readonly string[]> {
  const facts = await house.facts(at.incidentId);
  const own = facts.filter(({ event }) => event.subjects.includes(`device-action:${actionId}`));
  return own.map(({ type }) => type);
}
