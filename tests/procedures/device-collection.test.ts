import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { actionMarker } from '../../lib/custody/device-action.ts';
import { keyOfAction } from '../../lib/custody/request-key.ts';
import type { DeviceCollector } from '../../lib/ports/device-response.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import { importFile } from '../../lib/procedures/import/import-file.ts';
import { receiveImport } from '../../lib/procedures/import/receive-import.ts';
import { getDevice } from '../../lib/queries/get-device.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { listRunningJobs } from '../../lib/queries/list-running-jobs.ts';
import { perform } from '../../lib/web/perform.ts';
import type { AcquisitionHouse } from '../support/acquisition-house.ts';
import {
  authority,
  type DeviceActionHouse,
  openDeviceActionHouse,
  signal,
} from '../support/device-action-house.ts';
import { forgetCalls } from '../support/forget-calls.ts';
import { storedBytes } from '../support/stored-bytes.ts';

let house: DeviceActionHouse;

beforeAll(async () => {
  house = await openDeviceActionHouse();
});

afterAll(() => house.close());
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
  await forgetCalls(house.database);
});

describe('an investigation package', () => {
  it('is asked for, fetched as it came, read back, sealed, and stands in Microsoft’s audit', async () => {
    const { id, number } = await house.ask({ kind: 'collect-package' });
    await house.settle(id);
    const item = await evidenceOf(id);
    await house.run(item.acquisitionId);
    const page = await getEvidenceItem(house.viewer(), item.evidenceId);
    expect(page).toMatchObject({
      ...{ kind: 'package', state: 'sealed', integrity: 'verified', altered: [] },
      description: 'investigation package of ws-finance-114',
    });
    const bytes = await storedBytes(house, item.evidenceId);
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
    const { actions, evidence } = await getDevice(
      house.viewer(),
      house.laptop.incidentId,
      house.laptop.deviceId,
    );
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
    const { altered } = await getEvidenceItem(house.viewer(), evidenceId);
    await house.database.asAdmin(change, [acquisitionId, JSON.stringify(before.requester)]);
    expect(altered).toMatchObject([{ field: `Requested by: ${field}`, shown: value }]);
  });

  it('is asked for once, whatever is clicked twice, and refused while one is under way', async () => {
    const requestKey = crypto.randomUUID();
    const first = await house.ask({ kind: 'collect-package' }, { requestKey });
    await expect(house.ask({ kind: 'collect-package' }, { requestKey })).resolves.toEqual(first);
    await expect(house.ask({ kind: 'collect-package' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      house.ask({ kind: 'collect-package' }, { requestKey, reason: 'quite another reason' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await house.settle(first.id);
  });

  it('is not run twice when the worker dies after Defender took it and before its record', async () => {
    const { id } = await house.ask({ kind: 'collect-package' });
    const before = await house.defenderActions();
    await expect(workOnDeviceAction(house.losing('moveDeviceAction'), signal)).rejects.toThrow(
      'the worker died',
    );
    expect(await house.defenderActions()).toBe(before + 1);
    await house.settle(id);
    expect(await house.defenderActions()).toBe(before + 1);
    const [submitted] = await house.eventsOf(id, 'device.action-submitted');
    expect(submitted).toMatchObject({ found: true });
  });

  it('is found again, and what it gives is kept, even where who asked has lost the role since', async () => {
    const { id } = await house.ask({ kind: 'collect-package' });
    await expect(workOnDeviceAction(house.losing('moveDeviceAction'), signal)).rejects.toThrow(
      'the worker died',
    );
    await house.database.asAdmin(`update device_action set next_try_at = now() where id = $1`, [id]);
    await workOnDeviceAction({ ...house.context, people: house.withoutRoles() }, signal);
    expect(await house.stateOf(id)).toBe('submitted');
    await house.settle(id);
    expect(await house.stateOf(id)).toBe('ended');
  });

  it('is not taken for another action whose reason quotes its marker', async () => {
    const { id } = await house.ask({ kind: 'collect-package' });
    await house.database.asAdmin(
      `update device_action set asked_at = now() - interval '1 hour', next_try_at = now() + interval '1 hour' where id = $1`,
      [id],
    );
    const reason = `compare with ${actionMarker(id)} of the other shift`;
    const other = await house.ask({ kind: 'scan', type: 'Quick' }, { reason });
    await house.settle(other.id);
    await house.settle(id);
    const [submitted] = await house.eventsOf(id, 'device.action-submitted');
    expect(submitted).toMatchObject({ found: false });
    const [ended] = await house.eventsOf(id, 'device.action-ended');
    expect(ended).toMatchObject({ defender: { type: 'CollectInvestigationPackage' } });
  });

  it('is given up by a worker that waits too long, before another one may send it', async () => {
    const { id } = await house.ask({ kind: 'collect-package' });
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
    await house.settle(id);
  });

  it('keeps what was stored when the worker dies before its record and Defender gives it no more', async () => {
    const { id } = await house.ask({ kind: 'collect-package' });
    await house.settle(id);
    const item = await evidenceOf(id);
    const dying = { ...house.tools, context: house.losing('finishStep') };
    await stepOf(dying, item.acquisitionId);
    await house.cloud.fault(
      'PackageUri_Get',
      { kind: 'status', status: 404, code: 'ResourceNotFound', message: 'gone' },
      20,
    );
    await house.run(item.acquisitionId, 'seal-evidence');
    const page = await getEvidenceItem(house.viewer(), item.evidenceId);
    expect(page).toMatchObject({ state: 'sealed', integrity: expect.stringMatching(/verified|unknown/) });
    const copied = (await house.events(item.acquisitionId)).find(({ type }) => type === 'acquisition.copied');
    expect(copied?.detail.pathReason).toContain('gives it no more');
  });

  it('is asked for again where Defender has it not ready, before a person is asked', async () => {
    const { id } = await house.ask({ kind: 'collect-package' });
    await house.settle(id);
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
    const before = await house.defenderActions();
    const { id, number } = await house.ask({ kind: 'collect-package' });
    await workOnDeviceAction(house.context, signal);
    const pauses = await house.pausesNow();
    expect(pauses).toMatchObject([{ identity: 'collector', api: 'machine-actions' }]);
    const { actions } = await getDevice(
      house.viewer(),
      house.laptop.incidentId,
      house.laptop.deviceId,
      pauses,
    );
    const held = actions.find((one) => one.id === id);
    expect(held).toMatchObject({
      state: 'requested',
      problem: expect.any(String),
      throttledUntil: pauses[0]?.until.toISOString(),
    });
    const { jobs } = await listRunningJobs(house.viewer(), pauses);
    const words = `Throttled by Microsoft until ${held?.throttledUntil?.slice(11, 19)} UTC`;
    expect(jobs.find(({ exhibitNumber }) => exhibitNumber === number)?.words).toContain(words);
    await forgetCalls(house.database);
    await house.settle(id);
    expect(await house.stateOf(id)).toBe('ended');
    expect(await house.defenderActions()).toBe(before + 1);
    const after = await getDevice(
      house.viewer(),
      house.laptop.incidentId,
      house.laptop.deviceId,
      await house.pausesNow(),
    );
    expect(after.actions.find((one) => one.id === id)).toMatchObject({ throttledUntil: null });
    expect((await evidenceOf(id)).evidenceId).toEqual(expect.any(String));
  });
});

describe('a file that a person brought', () => {
  it('is what was said of it at first, and is not said to come from Defender', async () => {
    const bytes = Buffer.from('C:\\> whoami');
    const { context } = house;
    const form = {
      ...{ incidentId: house.laptop.incidentId, deviceId: house.laptop.deviceId, authority },
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

/** A call that is never answered. */
function untilAborted(_deviceId: string, _comment: string, given: AbortSignal): Promise<never> {
  return new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason)));
}

/** So much time passes that Defender's list shows what it took. */
async function listIsComplete(id: string): Promise<void> {
  await house.database.asAdmin(
    `update device_action set asked_at = asked_at - interval '1 hour' where id = $1`,
    [id],
  );
}

async function evidenceOf(actionId: string) {
  const row = await house.database.db.acquisition.findFirstOrThrow({
    where: { requestKey: keyOfAction(actionId) },
    include: { evidence: true },
  });
  return { acquisitionId: row.id, evidenceId: row.evidenceId };
}

async function stepOf(tools: AcquisitionHouse['tools'], acquisitionId: string): Promise<void> {
  const { runStep } = await import('../../lib/worker/run-step.ts');
  const { jobTable } = await import('../../lib/worker/job-table.ts');
  await runStep(tools, jobTable['hash-source'].procedure, acquisitionId).catch(() => undefined);
}
