import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceLibrary } from '../../lib/ports/device-response.ts';
import { closeSession } from '../../lib/procedures/console/close-session.ts';
import { consoleEvent } from '../../lib/procedures/console/console-event.ts';
import { installScripts } from '../../lib/procedures/console/install-scripts.ts';
import { workOnOrder } from '../../lib/procedures/console/work-on-order.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { checkLibrary } from '../../lib/procedures/script/check-library.ts';
import { listScripts } from '../../lib/queries/list-scripts.ts';
import { perform } from '../../lib/web/perform.ts';
import { openScriptHouse, reason, type ScriptHouse, signal } from '../support/script-house.ts';

let house: ScriptHouse;

beforeAll(async () => {
  house = await openScriptHouse();
}, 60_000);

afterAll(() => house?.close());

describe('a library file that somebody changes outside the product', () => {
  let windows = '';

  it('stops the run before Defender is asked, is an alarm once, and is over when the reviewed one is back', async () => {
    const session = await house.connect('vm-web-03');
    const bytes = Buffer.from('#!/bin/sh\necho evil\n');
    const given = await house.give(session, 'processes');
    await house.library.put({ ...foreign('hf-processes.sh'), bytes, replace: true }, signal);
    const done = await house.settle(given.id);
    expect(done).toMatchObject({ state: 'failed' });
    expect(done.words).toContain('not the one that was reviewed');
    expect(await house.openAlarms()).toEqual(['library:hf-processes.sh']);
    await checkLibrary(house.context, signal, 0);
    expect(await details('library.drift-found')).toHaveLength(1);
    await perform(house.context, house.lead(), installScripts, {});
    expect(await house.openAlarms()).toEqual([]);
    expect(await details('library.drift-mended')).toMatchObject([{ standing: 'as pinned' }]);
    await house.library.put({ ...foreign('hf-processes.sh'), bytes, replace: true }, signal);
    expect(await house.give(session, 'processes')).toMatchObject({ state: 'refused' });
    expect(await house.openAlarms()).toEqual(['library:hf-processes.sh']);
    await perform(house.context, house.lead(), installScripts, {});
    await closeSession.run(house.context, house.responder(), { sessionId: session });
  }, 60_000);

  it('between the look before a run and its end is said on the transcript, with the output, and is an alarm', async () => {
    const session = await house.connect('mac-design-09');
    const given = await house.give(session, 'processes');
    await workOnDeviceAction(house.context, signal); // looked at, and sent
    const bytes = Buffer.from('#!/bin/sh\necho evil\n');
    const { value: evil } = await house.library.put(
      { ...foreign('hf-processes.sh'), bytes, replace: true },
      signal,
    );
    const done = await house.settle(given.id);
    expect(done.words).toContain(`held another hf-processes.sh when the run ended (SHA-256 ${evil.sha256})`);
    const [item] = await house.itemsOf(done);
    expect(item?.source.output).toMatchObject({ libraryAfter: expect.stringContaining(evil.sha256) });
    const [ended] = (await details('device.action-ended')).filter(
      ({ actionId }) => actionId === done.actionId,
    );
    expect(ended?.libraryAfter).toMatchObject([{ fileName: 'hf-processes.sh', found: evil.sha256 }]);
    expect(await runAlarms()).toEqual([expect.stringContaining('hf-processes.sh')]);
    await perform(house.context, house.lead(), installScripts, {});
    expect(await runAlarms()).toHaveLength(1); // it happened: putting it right again ends nothing
  }, 60_000);

  it('is noticed although the reviewed one is back when the run ends', async () => {
    windows = await house.connect('ws-finance-114');
    const session = windows;
    const given = await house.give(session, 'processes');
    await workOnDeviceAction(house.context, signal);
    const bytes = Buffer.from('evil');
    await house.library.put({ ...foreign('hf-processes.ps1'), bytes, replace: true }, signal);
    await perform(house.context, house.lead(), installScripts, {});
    const done = await house.settle(given.id);
    expect(done.words).toContain(
      'hf-processes.ps1 was put into the library again while the run was under way',
    );
  }, 60_000);

  it('is put on a device only as it was when it was asked for, reviewed or not', async () => {
    const session = windows;
    const tool = { ...foreign('tool.exe'), replace: true };
    await house.library.put({ ...tool, bytes: Buffer.from('MZ one') }, signal);
    const first = await house.run(session, 'putfile tool.exe');
    expect(first).toMatchObject({
      state: 'done',
      notes: [expect.stringContaining('Nobody reviewed this file')],
    });
    const waiting = await house.give(session, 'putfile tool.exe');
    await house.library.put({ ...tool, bytes: Buffer.from('MZ two') }, signal);
    const second = await house.settle(waiting.id);
    expect(second).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('not the one that was there when it was asked for'),
    });
    await house.library.put({ ...foreign('hf-dir.ps1'), bytes: Buffer.from('evil'), replace: true }, signal);
    expect(await house.give(session, 'putfile hf-dir.ps1')).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('not the reviewed version'),
    });
    await perform(house.context, house.lead(), installScripts, {});
  }, 60_000);

  it('is only listed where it has a name that is not ours; one worker looks at a time, and a failing look is said', async () => {
    await house.library.put({ ...foreign('theirs.ps1'), bytes: Buffer.from('x'), replace: false }, signal);
    expect(await checkLibrary(house.context, signal, 0)).toBe(true);
    expect(await checkLibrary(house.context, signal, 900_000)).toBe(false);
    const listed = await listScripts(house.viewer());
    expect(listed.foreign.map(({ fileName }) => fileName)).toEqual(['theirs.ps1', 'tool.exe']);
    expect(listed.library).toMatchObject({ problem: null, readAt: expect.any(String) });
    expect(await house.openAlarms()).toEqual([]);
    await house.cloud.fault(
      'LibraryFiles_List',
      { kind: 'status', status: 403, code: 'Forbidden', message: 'no longer' },
      5,
    );
    await checkLibrary(house.context, signal, 0);
    expect((await listScripts(house.viewer())).library.problem).not.toBeNull();
  });
});

describe('what was asked of Defender by a process that died', () => {
  beforeAll(() => house.cloud.admin('DELETE', '/faults'));

  it('is put into the library by the worker, and only what is not there yet', async () => {
    const names = ['hf-dir.sh', 'hf-processes.sh'];
    for (const name of names) await house.library.remove(name, signal);
    const put: string[] = [];
    const counted: DeviceLibrary = {
      ...house.library,
      put: async (file, given) => {
        if (put.length === 1 && !put.includes(file.fileName)) throw new Error('the process died');
        put.push(file.fileName);
        return await house.library.put(file, given);
      },
    };
    const dying = { ...house.context, devices: { ...house.context.devices, library: counted } };
    await expect(installScripts.run(dying, house.lead(), {})).rejects.toThrow('the process died');
    expect(await workOnOrder(house.context, signal)).toBe(false); // it may still be at work
    await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
    const before = await house.library.files(signal);
    expect(await workOnOrder(house.context, signal)).toBe(true);
    const after = await house.library.files(signal);
    const [first] = put;
    const changed = (name: string | undefined, all: typeof after) =>
      all.find(({ fileName }) => fileName === name)?.updatedAt;
    expect(changed(first, after)).toBe(changed(first, before));
    expect(after.map(({ fileName }) => fileName)).toEqual(expect.arrayContaining(names));
    const [installed] = (await details('library.scripts-installed')).slice(-1);
    expect(installed?.installed).toMatchObject(names.map((fileName) => ({ fileName })));
    expect(await workOnOrder(house.context, signal)).toBe(false);
  }, 60_000);

  it.each([
    ['before it was sent', 'addFileIndicator', false],
    ['before its answer was on record', 'endDefenderOrder', true],
  ] as const)('is an indicator once, where it died %s', async (_, where, found) => {
    const sha256 = createHash('sha256').update(where).digest('hex');
    await expect(workOnOrder(await orderedBy(sha256, where), signal)).rejects.toThrow('the process died');
    await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
    const submitted = await submissions();
    expect(await workOnOrder(house.context, signal)).toBe(true);
    expect(await submissions()).toBe(submitted + (found ? 0 : 1));
    const responder = house.context.devices?.responder;
    expect(await responder?.fileIndicator(sha256, signal)).toMatchObject({
      action: 'Alert',
      title: 'a title',
    });
    const added = (await details('device.indicator-added')).filter((one) => one.sha256 === sha256);
    expect(added).toMatchObject([{ found, action: 'Alert' }]);
  });

  it('is not done any more for who has lost the role since, and that is on record', async () => {
    const sha256 = 'ab'.repeat(32);
    const context = await orderedBy(sha256, null);
    const people: typeof context.people = {
      ...context.people,
      standing: async () => ({ enabled: true, roles: ['auditor'] as const }),
    };
    expect(await workOnOrder({ ...context, people }, signal)).toBe(true);
    expect(await house.context.devices?.responder?.fileIndicator(sha256, signal)).toBeNull();
    expect(await details('device.indicator-refused')).toMatchObject([{ sha256, code: 'forbidden' }]);
    expect(await workOnOrder(house.context, signal)).toBe(false);
  });
});

function foreign(fileName: string) {
  return { fileName, description: 'put there by somebody else', parametersDescription: null };
}

/** An order whose process died at once, and a worker that dies over it, too, at a call; null: it lives. */
async function orderedBy(
  sha256: string,
  dies: 'addFileIndicator' | 'endDefenderOrder' | null,
): Promise<ProcedureContext> {
  const { incidentId, deviceId } = await house.device('ws-finance-114');
  const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
  const session = { id: randomUUID(), incidentId, deviceId, reason, authority };
  const asked = { sha256, action: 'Alert', title: 'a title', exhibitNumber: 'EV-2026-0001' } as const;
  const { register, devices } = house.context;
  await register.record(house.person('responder'), ['device.indicator-requested'], async (desk) => {
    await desk.addDefenderOrder({ kind: 'add-indicator', ...asked, session }, house.person('responder'));
    return { events: [consoleEvent('device.indicator-requested', session, asked)], result: undefined };
  });
  await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
  const die = () => {
    throw new Error('the process died');
  };
  const responder = devices?.responder;
  if (responder === undefined) throw new Error('the house has no responder');
  const record: typeof register.record = (actor, may, fn) =>
    register.record(actor, may, (desk) => fn({ ...desk, endDefenderOrder: die }));
  return {
    ...house.context,
    devices: {
      ...devices,
      responder: dies === 'addFileIndicator' ? { ...responder, [dies]: die } : responder,
    },
    register: dies === 'endDefenderOrder' ? { ...register, record } : register,
  };
}

async function submissions(): Promise<number> {
  const counts = (await house.cloud.admin('GET', '/counts')) as Readonly<Record<string, number>>;
  return counts.Indicators_Submit ?? 0;
}

async function runAlarms(): Promise<readonly string[]> {
  const rows = await house.database.db.alarm.findMany({ where: { kind: 'library-run', clearedAt: null } });
  return rows.map(({ title }) => title);
}

async function details(type: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await house.database.db.custodyEvent.findMany({ where: { type }, orderBy: { id: 'asc' } });
  return rows.map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail);
}
