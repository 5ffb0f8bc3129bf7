import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import { actionMarker, type DeviceAct } from '../../lib/custody/device-action.ts';
import { defenderActionWords, deviceActPlan } from '../../lib/custody/device-action-words.ts';
import type { LiveResponseStep } from '../../lib/custody/live-response.ts';
import type { DeviceCollector } from '../../lib/ports/device-response.ts';
import { addDeviceAction, addedActionEvents } from '../../lib/procedures/device/add-device-action.ts';
import { cancelDeviceAction } from '../../lib/procedures/device/cancel-device-action.ts';
import { collectFromDevice } from '../../lib/procedures/device/collect-from-device.ts';
import { noteForeignActions } from '../../lib/procedures/device/note-foreign-actions.ts';
import { notePortalSessions } from '../../lib/procedures/device/note-portal-sessions.ts';
import { requirePinnedScripts } from '../../lib/procedures/device/require-pinned-scripts.ts';
import { respondOnDevice } from '../../lib/procedures/device/respond-on-device.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import { importFile } from '../../lib/procedures/import/import-file.ts';
import { receiveImport } from '../../lib/procedures/import/receive-import.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getDevice } from '../../lib/queries/get-device.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { listRunningJobs } from '../../lib/queries/list-running-jobs.ts';
import { standingPauses } from '../../lib/runtime/standing-pauses.ts';
import { perform } from '../../lib/web/perform.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { deviceActionOn } from '../support/device-on.ts';
import { forgetCalls } from '../support/forget-calls.ts';
import { stage } from '../support/stage.ts';

const signal = new AbortController().signal;
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;

let house: AcquisitionHouse;
let laptop: { readonly incidentId: string; readonly deviceId: string; readonly name: string };

beforeAll(async () => {
  house = await startAcquisitionHouse({});
  await house.cloud.admin('PUT', '/speed', {
    operationSeconds: 0,
    activityDelaySeconds: 0,
    defenderCalls: 100,
  });
  laptop = await deviceNamed('ws-finance-114');
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
  await forgetCalls(house.database);
});

describe('an investigation package', () => {
  it('is asked for, fetched as it came, read back, sealed, and stands in Microsoft’s audit', async () => {
    const { id, number } = await request({ kind: 'collect-package' });
    await settle(id);
    const item = await evidenceOf(id);
    await house.run(item.acquisitionId);
    const page = await getEvidenceItem(viewer(), item.evidenceId);
    expect(page).toMatchObject({
      ...{ kind: 'package', state: 'sealed', integrity: 'verified', altered: [] },
      description: 'investigation package of ws-finance-114',
    });
    const bytes = await storedBytes(item);
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(page.sourceDigests?.sha256);
    expect(page.protection?.policyState).toBe('Locked');
    const types = (await house.events(item.acquisitionId)).map(({ type }) => type);
    expect(types).toEqual([
      'acquisition.requested',
      'acquisition.copied',
      'acquisition.source-hashed',
      'acquisition.copy-hashed',
      'acquisition.compared',
      'evidence.sealed',
      'acquisition.corroborated',
    ]);
    const { actions, evidence } = await getDevice(viewer(), laptop.incidentId, laptop.deviceId);
    expect(actions.find((one) => one.id === id)).toMatchObject({ number, state: 'ended', over: true });
    expect(evidence[0]).toMatchObject({ exhibitNumber: page.exhibitNumber, state: 'sealed' });
  });

  it.each([
    ['title', 'Head of everything'],
    ['tenantId', 'another tenant'],
  ])('names another %s of who asked than was signed', async (field, value) => {
    const ended = await house.database.db.deviceAction.findFirstOrThrow({ where: { state: 'ended' } });
    const { acquisitionId, evidenceId } = await evidenceOf(ended.id);
    const change = 'update acquisition set requester = requester || $2::jsonb where id = $1';
    const before = await house.database.db.acquisition.findUniqueOrThrow({ where: { id: acquisitionId } });
    await house.database.asAdmin(change, [acquisitionId, JSON.stringify({ [field]: value })]);
    const { altered } = await getEvidenceItem(viewer(), evidenceId);
    await house.database.asAdmin(change, [acquisitionId, JSON.stringify(before.requester)]);
    expect(altered).toMatchObject([{ field: `Requested by: ${field}`, shown: value }]);
  });

  it('is asked for once, whatever is clicked twice, and refused while one is under way', async () => {
    const requestKey = crypto.randomUUID();
    const first = await request({ kind: 'collect-package' }, { requestKey });
    await expect(request({ kind: 'collect-package' }, { requestKey })).resolves.toEqual(first);
    await expect(request({ kind: 'collect-package' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      request({ kind: 'collect-package' }, { requestKey, reason: 'quite another reason' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await settle(first.id);
  });

  it('is not run twice when the worker dies after Defender took it and before its record', async () => {
    const { id } = await request({ kind: 'collect-package' });
    const before = await defenderActions();
    await expect(workOnDeviceAction(losing('moveDeviceAction'), signal)).rejects.toThrow('the worker died');
    expect(await defenderActions()).toBe(before + 1);
    await settle(id);
    expect(await defenderActions()).toBe(before + 1);
    const [submitted] = await eventsOf(id, 'device.action-submitted');
    expect(submitted).toMatchObject({ found: true });
  });

  it('is found again, and what it gives is kept, even where who asked has lost the role since', async () => {
    const { id } = await request({ kind: 'collect-package' });
    await expect(workOnDeviceAction(losing('moveDeviceAction'), signal)).rejects.toThrow('the worker died');
    await house.database.asAdmin(`update device_action set next_try_at = now() where id = $1`, [id]);
    await workOnDeviceAction({ ...house.context, people: withoutRoles() }, signal);
    expect(await stateOf(id)).toBe('submitted');
    await settle(id);
    expect(await stateOf(id)).toBe('ended');
  });

  it('is not taken for another action whose reason quotes its marker', async () => {
    const { id } = await request({ kind: 'collect-package' });
    await house.database.asAdmin(
      `update device_action set asked_at = now() - interval '1 hour', next_try_at = now() + interval '1 hour' where id = $1`,
      [id],
    );
    const reason = `compare with ${actionMarker(id)} of the other shift`;
    const other = await request({ kind: 'scan', type: 'Quick' }, { reason });
    await settle(other.id);
    await settle(id);
    const [submitted] = await eventsOf(id, 'device.action-submitted');
    expect(submitted).toMatchObject({ found: false });
    const [ended] = await eventsOf(id, 'device.action-ended');
    expect(ended).toMatchObject({ defender: { type: 'CollectInvestigationPackage' } });
  });

  it('is given up by a worker that waits too long, before another one may send it', async () => {
    const { id } = await request({ kind: 'collect-package' });
    const limits: number[] = [];
    const soon = AbortSignal.timeout.bind(AbortSignal);
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      limits.push(ms);
      return soon(ms === 90_000 ? 200 : ms);
    });
    const { devices } = house.context;
    const collector = { ...devices?.collector, collectPackage: untilAborted } as DeviceCollector;
    try {
      await workOnDeviceAction({ ...house.context, devices: { ...devices, collector } }, signal);
    } finally {
      timeout.mockRestore();
    }
    expect(limits).toContain(90_000); // the lease lasts 120 seconds
    const row = await house.database.db.deviceAction.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ state: 'requested', problem: 'Defender did not answer in time.' });
    await listIsComplete(id);
    await settle(id);
  });

  it('keeps what was stored when the worker dies before its record and Defender gives it no more', async () => {
    const { id } = await request({ kind: 'collect-package' });
    await settle(id);
    const item = await evidenceOf(id);
    const dying = { ...house.tools, context: losing('finishStep') };
    await stepOf(dying, item.acquisitionId);
    await house.cloud.fault(
      'PackageUri_Get',
      { kind: 'status', status: 404, code: 'ResourceNotFound', message: 'gone' },
      20,
    );
    await house.run(item.acquisitionId, 'seal-evidence');
    const page = await getEvidenceItem(viewer(), item.evidenceId);
    expect(page).toMatchObject({ state: 'sealed', integrity: expect.stringMatching(/verified|unknown/) });
    const copied = (await house.events(item.acquisitionId)).find(({ type }) => type === 'acquisition.copied');
    expect(copied?.detail.pathReason).toContain('gives it no more');
  });

  it('is asked for again where Defender has it not ready, before a person is asked', async () => {
    const { id } = await request({ kind: 'collect-package' });
    await settle(id);
    const { acquisitionId } = await evidenceOf(id);
    await house.cloud.fault(
      'PackageUri_Get',
      { kind: 'status', status: 404, code: 'ResourceNotFound', message: 'not yet' },
      5,
    );
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await forgetCalls(house.database);
      await house.runStep(acquisitionId, 'hash-source');
      const { db } = house.database;
      const where = { acquisitionId, step: 'hash-source' };
      const { state } = await db.acquisitionStep.findFirstOrThrow({ where });
      expect(state).toBe(attempt < 5 ? 'retrying' : 'failed');
    }
    const failed = await house.database.db.acquisition.findUniqueOrThrow({ where: { id: acquisitionId } });
    expect(failed.message).toContain('Defender gives no result');
    expect(failed.message).not.toContain('nothing is lost');
  });

  it('waits visibly while Defender asks to slow down, and loses nothing', async () => {
    await house.cloud.fault('Machines_CollectInvestigationPackage', {
      kind: 'status',
      status: 429,
      code: 'TooManyRequests',
      message: 'slow down',
      retryAfter: 240,
    });
    const before = await defenderActions();
    const { id, number } = await request({ kind: 'collect-package' });
    await workOnDeviceAction(house.context, signal);
    const pauses = await pausesNow();
    expect(pauses).toMatchObject([{ identity: 'collector', api: 'machine-actions' }]);
    const { actions } = await getDevice(viewer(), laptop.incidentId, laptop.deviceId, pauses);
    const held = actions.find((one) => one.id === id);
    expect(held).toMatchObject({
      state: 'requested',
      problem: expect.any(String),
      throttledUntil: pauses[0]?.until.toISOString(),
    });
    const { jobs } = await listRunningJobs(viewer(), pauses);
    const words = `Throttled by Microsoft until ${held?.throttledUntil?.slice(11, 19)} UTC`;
    expect(jobs.find(({ exhibitNumber }) => exhibitNumber === number)?.words).toContain(words);
    await forgetCalls(house.database);
    await settle(id);
    expect(await stateOf(id)).toBe('ended');
    expect(await defenderActions()).toBe(before + 1);
    const after = await getDevice(viewer(), laptop.incidentId, laptop.deviceId, await pausesNow());
    expect(after.actions.find((one) => one.id === id)).toMatchObject({ throttledUntil: null });
    expect((await evidenceOf(id)).evidenceId).toEqual(expect.any(String));
  });
});

describe('an action that Defender does not know any more', () => {
  it('is asked for again for days, and then ends as unknown instead of waiting for ever', async () => {
    const { id } = await request({ kind: 'collect-package' });
    await workOnDeviceAction(house.context, signal);
    await house.cloud.fault(
      'MachineActions_Get',
      { kind: 'status', status: 404, code: 'ResourceNotFound', message: 'gone' },
      20,
    );
    await house.database.asAdmin(`update device_action set next_try_at = now() where id = $1`, [id]);
    await workOnDeviceAction(house.context, signal);
    expect(await stateOf(id)).toBe('submitted');
    await house.database.asAdmin(
      `update device_action set created_at = created_at - interval '5 days' where id = $1`,
      [id],
    );
    await settle(id);
    const [ended] = await eventsOf(id, 'device.action-ended');
    expect(ended).toMatchObject({
      defender: { state: 'unknown', trouble: expect.stringContaining('does not know') },
      exhibitNumbers: [],
    });
  });
});

describe('an act that changes a device', () => {
  it('is asked for by the responder’s identity and stated after as before', async () => {
    const { id } = await request({ kind: 'isolate', type: 'Full' });
    await settle(id);
    const [ended] = await eventsOf(id, 'device.action-ended');
    expect(ended).toMatchObject({
      defender: { state: 'succeeded', type: 'Isolate' },
      changesToDevice: expect.stringContaining('connections break'),
      exhibitNumbers: [],
    });
    const release = await request({ kind: 'release' });
    await settle(release.id);
  });

  it('is refused to an analyst, for a device of another incident, and with a plan that was not read', async () => {
    const act = { kind: 'isolate', type: 'Full' } as const;
    await expect(request(act, {}, 'analyst')).rejects.toMatchObject({ code: 'forbidden' });
    const elsewhere = await deviceNamed('mac-design-09');
    await expect(request(act, { deviceId: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'not-found' });
    expect(elsewhere.incidentId).not.toBe(laptop.incidentId);
    await expect(request(act, { deviceId: elsewhere.deviceId })).rejects.toMatchObject({ code: 'not-found' });
    await expect(request(act, { confirmedPlan: 'something else' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is refused while one of a hidden incident is under way, which is not told', async () => {
    const { database } = house;
    const hidden = await stage(database, { restricted: true });
    const row = { incidentId: hidden.incidentId, deviceId: laptop.deviceId, name: laptop.name };
    await database.db.incidentDevice.create({ data: { ...row, osPlatform: null, health: null } });
    const id = await deviceActionOn(database, hidden, { kind: 'unrestrict' }, laptop.deviceId);
    const { number } = await database.db.deviceAction.findUniqueOrThrow({ where: { id } });
    const refused = await request({ kind: 'unrestrict' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'conflict' });
    expect(String(refused)).not.toContain(number);
    await database.asAdmin(`update device_action set state = 'withdrawn', ended_at = now() where id = $1`, [
      id,
    ]);
  });

  it('is taken once where two incidents ask for it at one moment, and the other one is told of it', async () => {
    const { database } = house;
    const hidden = await stage(database, { restricted: true });
    const row = { incidentId: hidden.incidentId, deviceId: laptop.deviceId, name: laptop.name };
    await database.db.incidentDevice.create({ data: { ...row, osPlatform: null, health: null } });
    const act = { kind: 'unrestrict' } as const;
    const quicker: string[] = [];
    // Between the look and the writing, where no look can see it.
    const context = betweenLookAndRow(async () => {
      quicker.push(await deviceActionOn(database, hidden, act, laptop.deviceId));
    });
    const refused = await request(act, {}, 'responder', context).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/under way on .* for another incident. Wait for it.$/),
    });
    const [id] = quicker;
    await database.asAdmin(`update device_action set state = 'withdrawn', ended_at = now() where id = $1`, [
      id,
    ]);
    const both = await Promise.allSettled([request(act), request(act)]);
    const [taken, told] = [
      both.find((one) => one.status === 'fulfilled'),
      both.find((one) => one.status === 'rejected'),
    ];
    expect(told?.reason).toMatchObject({ message: expect.stringContaining(`as ${taken?.value.number}.`) });
    await settle(taken?.value.id ?? '');
  });

  it('is answered alike to two clicks at one moment', async () => {
    const requestKey = crypto.randomUUID();
    const act = { kind: 'restrict' } as const;
    const [one, other] = await Promise.all([request(act, { requestKey }), request(act, { requestKey })]);
    expect(one).toEqual(other);
    await settle(one.id);
  });

  it('is moved on only from the state in which a worker claimed it', async () => {
    const { id } = await request({ kind: 'restrict' });
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
    const row = { incidentId: other.incidentId, deviceId: laptop.deviceId, name: laptop.name };
    await database.db.incidentDevice.create({ data: { ...row, osPlatform: null, health: null } });
    await house.cloud.admin('POST', '/faults', {
      operation: 'Machines_RunAntiVirusScan',
      fault: { kind: 'duplicate' },
    });
    const before = await defenderActions();
    const { id, number } = await request({ kind: 'scan', type: 'Quick' });
    await settle(id);
    expect(await defenderActions()).toBe(before + 2);
    await noteForeignActions(context, signal);
    await noteForeignActions(context, signal);
    const { foreign } = await getDevice(viewer(), laptop.incidentId, laptop.deviceId);
    expect(foreign).toMatchObject([{ type: 'RunAntiVirusScan', comment: expect.stringContaining(number) }]);
    const title = `Defender has a second RunAntiVirusScan on ${laptop.name} for ${number}`;
    expect(await database.db.alarm.count({ where: { title } })).toBe(1);
    const elsewhere = { incidentId: other.incidentId };
    expect(await database.db.deviceForeignAction.count({ where: elsewhere })).toBe(0);
  });

  it('is withdrawn before it reaches Defender when it is cancelled in time', async () => {
    const before = await defenderActions();
    const { id } = await request({ kind: 'restrict' });
    await cancelDeviceAction.run(house.context, house.person('responder'), {
      actionId: id,
      reason: 'the wrong device was chosen',
    });
    await settle(id);
    expect(await stateOf(id)).toBe('withdrawn');
    expect(await defenderActions()).toBe(before);
  });

  it('is not sent for who has lost the role since', async () => {
    const { id } = await request({ kind: 'scan', type: 'Quick' });
    await workOnDeviceAction({ ...house.context, people: withoutRoles() }, signal);
    expect(await stateOf(id)).toBe('refused');
    const [refused] = await eventsOf(id, 'device.action-refused');
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
      const { actions } = await getDevice(viewer(), laptop.incidentId, laptop.deviceId);
      const seen = actions.find((one) => one.id === id)?.seen;
      return seen == null ? 'not seen' : defenderActionWords(seen);
    };
    await pace(1_000);
    const id = await getFile('C:\\Windows\\explorer.exe');
    expect(await look(id)).toMatch(/^Queued at Defender/);
    await cloud.admin('PUT', '/clock', { skewSeconds: 510 });
    await expect.poll(() => look(id)).toMatch(/; command 1 of 1 is on its way to the device$/);
    const fault = { kind: 'lie', how: 'unknown-status' };
    await cloud.admin('POST', '/faults', { operation: 'MachineActions_Get', times: 1, fault });
    expect(await look(id)).toMatch(/^Unknown: Defender used a word/);
    await pace(0);
    await settle(id);
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await stateOf(id)).toBe('ended');
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
    await cloud.admin('POST', '/defender/portal-sessions', { device: laptop.name, person, files: [file] });
    expect(await context.register.claimDeviceRound('portal-sessions', 300_000)).toBe(true);
    expect(await context.register.claimDeviceRound('portal-sessions', 300_000)).toBe(false); // another worker
    const where = { deviceId: laptop.deviceId, incident: { status: 'open' } };
    expect(await notePortalSessions(context, signal)).toBe(
      2 * (await database.db.incidentDevice.count({ where })),
    );
    expect(await notePortalSessions(context, signal)).toBe(0);
    const { foreign, portal } = await getDevice(viewer(), laptop.incidentId, laptop.deviceId);
    expect(foreign.filter(({ ofPortal }) => ofPortal).toSorted(byType)).toMatchObject([
      { type: 'LiveResponseGetFile', requestor: person, file: { name: 'run\u202etxt.exe', sha256 } },
      { type: 'RunLiveResponseSession', requestor: person, file: null },
    ]);
    expect(portal).toMatchObject({ problem: null });
    const title = `Live response on ${laptop.name}, started in Microsoft’s portal and not by Holdfast`;
    const raised = { title, incidentId: laptop.incidentId };
    expect(await database.db.alarm.count({ where: raised })).toBe(1);
  });

  it('is not what Holdfast fetched by itself, nor a file of nobody’s session', async () => {
    const before = await house.database.db.deviceForeignAction.count();
    const id = await getFile('C:\\Windows\\explorer.exe');
    await settle(id);
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
    const { portal } = await getDevice(viewer(), laptop.incidentId, laptop.deviceId);
    expect(portal).toMatchObject({ problem: expect.stringContaining('no licence') });
  });
});

describe('a file that a person brought', () => {
  it('is what was said of it at first, and is not said to come from Defender', async () => {
    const bytes = Buffer.from('C:\\> whoami');
    const { context } = house;
    const form = {
      ...{ incidentId: laptop.incidentId, deviceId: laptop.deviceId, authority },
      ...{ fileName: 'whoami.txt', role: 'transcript', sizeBytes: bytes.length },
      ...{ ranAt: '2026-01-01T10:00:00Z', ranBy: 'Someone in the portal' },
      reason: 'the console of Microsoft was used',
      whyByHand: 'no interface gives the transcript',
      requestKey: crypto.randomUUID(),
    } as const;
    const send = (more: object) =>
      perform(context, house.person('responder'), importFile, { ...form, ...more });
    const item = await send({});
    expect(await send({})).toEqual(item); // nobody heard the first answer
    for (const other of [{ role: 'file' }, { ranBy: 'Another one' }])
      await expect(send(other)).rejects.toMatchObject({ code: 'conflict' });
    const { acquisitionId } = item;
    await perform(context, house.person('responder'), receiveImport, {
      acquisitionId,
      bytes: (async function* () {
        yield bytes;
      })(),
    });
    await house.runStep(acquisitionId, 'hash-source');
    const copied = (await house.events(acquisitionId)).find(({ type }) => type === 'acquisition.copied');
    expect(copied?.detail.pathReason).toBe('Stored as a person brought it, and read back here.');
  });
});

function byType(a: { readonly type: string }, b: { readonly type: string }): number {
  return a.type < b.type ? -1 : 1;
}

/** The tenant after it took every role but one that acts on nothing. */
function withoutRoles(): ProcedureContext['people'] {
  return {
    ...house.context.people,
    standing: async () => ({ enabled: true, roles: ['auditor'] as const }),
  };
}

/** A call that is never answered. */
function untilAborted(_deviceId: string, _comment: string, given: AbortSignal): Promise<never> {
  return new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason)));
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

async function request(
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

/** So much time passes that Defender's list shows what it took. */
async function listIsComplete(id: string): Promise<void> {
  await house.database.asAdmin(
    `update device_action set asked_at = asked_at - interval '1 hour' where id = $1`,
    [id],
  );
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

async function evidenceOf(actionId: string) {
  const row = await house.database.db.acquisition.findFirstOrThrow({
    where: { requestKey: actionId },
    include: { evidence: true },
  });
  return { acquisitionId: row.id, evidenceId: row.evidenceId };
}

async function storedBytes({ evidenceId }: { readonly evidenceId: string }): Promise<Buffer> {
  const row = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: evidenceId } });
  const reader = await house.context.locker.open(row.container, row.blob ?? '', signal);
  if (reader === null) throw new Error('nothing is stored');
  const chunks: Uint8Array[] = [];
  for await (const chunk of await reader.read(0n, reader.sizeBytes, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
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

async function stepOf(tools: AcquisitionHouse['tools'], acquisitionId: string): Promise<void> {
  const { runStep } = await import('../../lib/worker/run-step.ts');
  const { jobTable } = await import('../../lib/worker/job-table.ts');
  await runStep(tools, jobTable['hash-source'].procedure, acquisitionId).catch(() => undefined);
}
