import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { DeviceLibrary } from '../../lib/ports/device-response.ts';
import { closeSession } from '../../lib/procedures/console/close-session.ts';
import { consoleEvent } from '../../lib/procedures/console/console-event.ts';
import { installScripts } from '../../lib/procedures/console/install-scripts.ts';
import { workOnOrder } from '../../lib/procedures/console/work-on-order.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import type { Procedure, ProcedureContext } from '../../lib/procedures/procedure.ts';
import { confirmProposal } from '../../lib/procedures/proposal/confirm-proposal.ts';
import { proposeScriptReview } from '../../lib/procedures/proposal/kinds/script-review.ts';
import { checkLibrary } from '../../lib/procedures/script/check-library.ts';
import { listOwnScripts } from '../../lib/procedures/script/list-own-scripts.ts';
import { pinnedScripts } from '../../lib/procedures/script/pinned-script.ts';
import { retireScript } from '../../lib/procedures/script/retire-script.ts';
import { scriptNamesFor } from '../../lib/procedures/script/script-names-for.ts';
import { type Uploaded, uploadScript } from '../../lib/procedures/script/upload-script.ts';
import { getScript } from '../../lib/queries/get-script.ts';
import { listScripts } from '../../lib/queries/list-scripts.ts';
import { perform } from '../../lib/web/perform.ts';
import { type ConsoleHouse, startConsoleHouse } from '../support/console-house.ts';

const signal = new AbortController().signal;
const reason = 'Collects the times of our own agent.';

let house: ConsoleHouse;
let library: DeviceLibrary;
beforeAll(async () => {
  house = await startConsoleHouse();
  const found = house.context.devices?.library;
  if (found === undefined) throw new Error('the house has no librarian');
  library = found;
}, 60_000);
afterAll(() => house?.close());

describe('a script that somebody uploads', () => {
  it('runs on no device until others have reviewed it, and then with the bytes that they saw', async () => {
    const first = await upload('agent-times.sh', '#!/bin/sh\r\necho first\r\n');
    expect(first).toMatchObject({ n: 1, normalised: true });
    expect(await pins()).not.toHaveProperty('agent-times.sh');
    expect(await scriptNamesFor(house.context, 'linux')).not.toContain('agent-times.sh');
    await expect(perform(house.context, lead(), installScripts, { scriptIds: [first.id] })).rejects.toThrow(
      'Nothing of this script is reviewed',
    );
    await review(first);
    expect(await pins()).toHaveProperty('agent-times.sh', first.sha256);
    const [onLinux, onWindows] = [
      await scriptNamesFor(house.context, 'linux'),
      await scriptNamesFor(house.context, 'windows'),
    ];
    expect(onLinux).toEqual(expect.arrayContaining(['agent-times.sh', 'hf-dir.sh']));
    expect(onWindows).not.toContain('agent-times.sh');
    await perform(house.context, lead(), installScripts, { scriptIds: [first.id] });
    const session = await house.connect('jump-linux-01');
    expect(await house.give(session, 'run agent-times.sh -parameters "-days x"')).toMatchObject({
      state: 'refused',
      words: '-days takes a whole number, not “x”.',
    });
    const done = await house.run(session, 'run agent-times.sh -parameters "-days 8"');
    expect(done.state).toBe('done');
    expect((await house.printed(done))?.result.output).toContain('first');
    const page = await getScript(viewer(), first.id);
    expect(page.uses).toMatchObject([{ sha256: first.sha256, device: { name: 'jump-linux-01' } }]);
    expect(page).toMatchObject({ library: { standing: 'as-pinned' }, shown: { diff: null } });
  }, 60_000);

  it('is replaced by its next version only once that is reviewed, which the reviewer saw line by line', async () => {
    const second = await upload('agent-times.sh', '#!/bin/sh\necho second\n');
    expect(second.n).toBe(2);
    const { id, shown, may } = await getScript(viewer(), second.id);
    expect(may.proposeReview).toBe(true);
    expect(shown.diff).toMatchObject({ against: 1, added: 1, removed: 1 });
    expect(await pins()).not.toHaveProperty('agent-times.sh', second.sha256);
    await review(second);
    expect(await pins()).toHaveProperty('agent-times.sh', second.sha256);
    const { versions } = await getScript(viewer(), id);
    expect(versions.map(({ n, state }) => `${n} ${state}`)).toEqual(['2 reviewed', '1 retired']);
    await checkLibrary(house.context, signal, 0);
    expect((await getScript(viewer(), id)).library?.standing).toBe('outdated');
    expect(await openAlarms()).toEqual([]);
  });

  it('is not run as another version than its parameters were held against, however long the line waited', async () => {
    const first = await upload('agent-waits.sh', '#!/bin/sh\necho first\n');
    await review(first);
    await perform(house.context, lead(), installScripts, { scriptIds: [first.id] });
    const session = await house.connect('mac-design-09');
    await house.give(session, 'processes');
    const waiting = await house.give(session, 'run agent-waits.sh');
    const second = await upload('agent-waits.sh', '#!/bin/sh\necho second\n');
    await review(second);
    await perform(house.context, lead(), installScripts, { scriptIds: [second.id] });
    expect(await house.settle(waiting.id)).toMatchObject({
      ...{ state: 'failed', words: expect.stringContaining('Give the line again') },
    });
    expect((await house.run(session, 'run agent-waits.sh')).state).toBe('done');
    await closeSession.run(house.context, responder(), { sessionId: session });
  }, 60_000);

  it('is refused where the same bytes are there, the name is another spelling, or Defender takes no such name', async () => {
    await expect(upload('agent-times.sh', '#!/bin/sh\necho second\n')).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(upload('Agent-Times.sh', '#!/bin/sh\n')).rejects.toThrow('does not tell');
    await expect(upload('../x.sh', 'x')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(upload('empty.sh', '')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('a review', () => {
  it('counts from nobody who uploaded or proposed it', async () => {
    const brought = await upload('from-lead.sh', '#!/bin/sh\necho lead\n', lead());
    const { id: proposalId } = await propose(brought, responder());
    const seen = async (actor: PersonActor) =>
      (await getScript({ actor, db: house.database.db }, brought.id)).waiting?.may.decide;
    expect([await seen(lead()), await seen(person('lead-2'))]).toEqual([false, true]);
    const confirm = (by: PersonActor) =>
      perform(house.context, by, confirmProposal, { proposalId, comment: null });
    await expect(confirm(lead())).rejects.toMatchObject({ code: 'forbidden' }); // uploaded it
    await expect(confirm(responder())).rejects.toMatchObject({ code: 'forbidden' }); // proposed it
    await expect(confirm(person('lead-2'))).resolves.toEqual({ state: 'confirmed' });
  });

  it('is not written into the database past the proposal, nor are other bytes under its digest', async () => {
    const draft = await upload('past.sh', '#!/bin/sh\necho past\n');
    const app = (text: string) => house.database.db.$executeRawUnsafe(text);
    const id = `where id = '${draft.versionId}'`;
    await expect(
      app(`update script_version set state = 'reviewed', reviewed_at = now() ${id}`),
    ).rejects.toThrow('reviewed by others');
    await expect(app(`update script_version set bytes = 'x' ${id}`)).rejects.toThrow('permission denied');
    await expect(app(`delete from script_version ${id}`)).rejects.toThrow('permission denied');
    const other = `insert into script_version (id, script_id, n, origin, bytes, size_bytes, sha256, normalised, signature,
      systems, description, state, reviewed_at) select '${randomUUID()}', script_id, 9, 'release', 'x', 1, sha256, false,
      'none', systems, 'x', 'reviewed', now() from script_version ${id}`;
    await expect(app(other)).rejects.toThrow('script_version_known');
  });
});

describe('the product’s own scripts', () => {
  it('are listed once, reviewed by their release, and run no more when a lead retires one', async () => {
    expect(await listOwnScripts(house.context)).toBe((await house.context.scripts?.list())?.length);
    expect(await listOwnScripts(house.context)).toBe(0);
    const { scripts } = await listScripts(viewer());
    const uptime = scripts.find(({ fileName }) => fileName === 'hf-connections.sh');
    expect(uptime).toMatchObject({ origin: 'release', state: 'reviewed', standing: 'as-pinned' });
    const versionId = (await getScript(viewer(), uptime?.id ?? '')).shown.version.id;
    await expect(
      perform(house.context, responder(), retireScript, { versionId, reason }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
    await perform(house.context, lead(), retireScript, { versionId, reason });
    expect(await pins()).not.toHaveProperty('hf-connections.sh');
    expect(await listOwnScripts(house.context)).toBe(0); // a restart brings it not back
  });
});

describe('a library file that somebody changes outside the product', () => {
  let windows = '';

  it('stops the run before Defender is asked, is an alarm once, and is over when the reviewed one is back', async () => {
    const session = await house.connect('vm-web-03');
    const bytes = Buffer.from('#!/bin/sh\necho evil\n');
    const given = await house.give(session, 'processes');
    await library.put({ ...foreign('hf-processes.sh'), bytes, replace: true }, signal);
    const done = await house.settle(given.id);
    expect(done).toMatchObject({ state: 'failed' });
    expect(done.words).toContain('not the one that was reviewed');
    expect(await openAlarms()).toEqual(['library:hf-processes.sh']);
    await checkLibrary(house.context, signal, 0);
    expect(await facts('library.drift-found')).toHaveLength(1);
    await perform(house.context, lead(), installScripts, {});
    expect(await openAlarms()).toEqual([]);
    expect(await facts('library.drift-mended')).toMatchObject([{ standing: 'as pinned' }]);
    await library.put({ ...foreign('hf-processes.sh'), bytes, replace: true }, signal);
    expect(await house.give(session, 'processes')).toMatchObject({ state: 'refused' });
    expect(await openAlarms()).toEqual(['library:hf-processes.sh']);
    await perform(house.context, lead(), installScripts, {});
    await closeSession.run(house.context, responder(), { sessionId: session });
  }, 60_000);

  it('between the look before a run and its end is said on the transcript, with the output, and is an alarm', async () => {
    const session = await house.connect('mac-design-09');
    const given = await house.give(session, 'processes');
    await workOnDeviceAction(house.context, signal); // looked at, and sent
    const bytes = Buffer.from('#!/bin/sh\necho evil\n');
    const { value: evil } = await library.put(
      { ...foreign('hf-processes.sh'), bytes, replace: true },
      signal,
    );
    const done = await house.settle(given.id);
    expect(done.words).toContain(`held another hf-processes.sh when the run ended (SHA-256 ${evil.sha256})`);
    const [item] = await house.itemsOf(done);
    expect(item?.source.output).toMatchObject({ libraryAfter: expect.stringContaining(evil.sha256) });
    const [ended] = (await facts('device.action-ended')).filter(({ actionId }) => actionId === done.actionId);
    expect(ended?.libraryAfter).toMatchObject([{ fileName: 'hf-processes.sh', found: evil.sha256 }]);
    expect(await runAlarms()).toEqual([expect.stringContaining('hf-processes.sh')]);
    await perform(house.context, lead(), installScripts, {});
    expect(await runAlarms()).toHaveLength(1); // it happened: putting it right again ends nothing
  }, 60_000);

  it('is noticed although the reviewed one is back when the run ends', async () => {
    windows = await house.connect('ws-finance-114');
    const session = windows;
    const given = await house.give(session, 'processes');
    await workOnDeviceAction(house.context, signal);
    const bytes = Buffer.from('evil');
    await library.put({ ...foreign('hf-processes.ps1'), bytes, replace: true }, signal);
    await perform(house.context, lead(), installScripts, {});
    const done = await house.settle(given.id);
    expect(done.words).toContain(
      'hf-processes.ps1 was put into the library again while the run was under way',
    );
  }, 60_000);

  it('is put on a device only as it was when it was asked for, reviewed or not', async () => {
    const session = windows;
    const tool = { ...foreign('tool.exe'), replace: true };
    await library.put({ ...tool, bytes: Buffer.from('MZ one') }, signal);
    const first = await house.run(session, 'putfile tool.exe');
    expect(first).toMatchObject({
      state: 'done',
      notes: [expect.stringContaining('Nobody reviewed this file')],
    });
    const waiting = await house.give(session, 'putfile tool.exe');
    await library.put({ ...tool, bytes: Buffer.from('MZ two') }, signal);
    const second = await house.settle(waiting.id);
    expect(second).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('not the one that was there when it was asked for'),
    });
    await library.put({ ...foreign('hf-dir.ps1'), bytes: Buffer.from('evil'), replace: true }, signal);
    expect(await house.give(session, 'putfile hf-dir.ps1')).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('not the reviewed version'),
    });
    await perform(house.context, lead(), installScripts, {});
  }, 60_000);

  it('is only listed where it has a name that is not ours; one worker looks at a time, and a failing look is said', async () => {
    await library.put({ ...foreign('theirs.ps1'), bytes: Buffer.from('x'), replace: false }, signal);
    expect(await checkLibrary(house.context, signal, 0)).toBe(true);
    expect(await checkLibrary(house.context, signal, 900_000)).toBe(false);
    const listed = await listScripts(viewer());
    expect(listed.foreign.map(({ fileName }) => fileName)).toEqual(['theirs.ps1', 'tool.exe']);
    expect(listed.library).toMatchObject({ problem: null, readAt: expect.any(String) });
    expect(await openAlarms()).toEqual([]);
    await house.cloud.fault(
      'LibraryFiles_List',
      { kind: 'status', status: 403, code: 'Forbidden', message: 'no longer' },
      5,
    );
    await checkLibrary(house.context, signal, 0);
    expect((await listScripts(viewer())).library.problem).not.toBeNull();
  });
});

function person(account: string): PersonActor {
  return { ...house.person(account), authenticatedAt: new Date().toISOString() };
}
const responder = () => person('responder');
const lead = () => person('lead-1');

function viewer() {
  return { actor: responder(), db: house.database.db };
}

function foreign(fileName: string) {
  return { fileName, description: 'put there by somebody else', parametersDescription: null };
}

describe('a collector of the customer’s, which a wrapper of ours starts', () => {
  // stands in for UAC: it fails where SHA-256 is not switched on, and names its archive as it is told
  const uac = [
    '#!/bin/sh',
    'grep -q "^hash_algorithm: .md5, sha1, sha256.$" config/uac.conf || exit 3',
    'printf "%s %s" "$2" "$4" >"$5/$4.tar.gz"',
  ].join('\n');

  beforeAll(() => house.cloud.admin('DELETE', '/faults'));

  it('is put on the device, started, looked at, and its archive sealed beside the digest that was printed', async () => {
    const session = await house.connect('vm-web-03');
    const line = 'run hf-collect-uac.sh -parameters "-profile offline"';
    expect(await house.give(session, line)).toMatchObject({
      ...{ state: 'refused', words: expect.stringContaining('No reviewed UAC is there') },
    });
    await bringUac(uac);
    const started = await house.run(session, line);
    expect(started).toMatchObject({ state: 'done', words: expect.stringContaining('the next line looks') });
    const [given] = await house.facts('device.command-run', started.id);
    expect(given).toMatchObject({
      steps: [{ type: 'PutFile', fileName: 'uac-3.tar.gz' }, { scriptName: 'hf-collect-uac.sh' }],
      scripts: [{ fileName: 'hf-collect-uac.sh' }, { fileName: 'uac-3.tar.gz' }],
    });
    const { look } = house.context.register;
    const following = async () => (await look.sessionCommands(session)).filter(({ n }) => n > started.n);
    await expect
      .poll(
        async () => {
          const last = (await following()).at(-1);
          return last === undefined ? null : (await house.settle(last.id)).command?.name;
        },
        { timeout: 30_000 },
      )
      .toBe('getfile');
    const lines = await following();
    const made = `offline hf-uac-${started.id}`;
    expect(lines[0]).toMatchObject({
      line: `run hf-collect-uac.sh -parameters "-run ${started.id}"`,
      notes: [expect.stringContaining(`the collection of line ${started.n}`)],
    });
    const fetched = lines.at(-1);
    expect(fetched).toMatchObject({
      ...{
        state: 'done',
        line: expect.stringContaining(`/tmp/hf-uac-${started.id}/hf-uac-${started.id}.tar.gz`),
      },
      answer: { kind: 'file', verdict: 'agrees', device: { sha256: sha256(made) } },
    });
    expect(fetched?.answer).toMatchObject({ received: { contentSha256: sha256(made) } });
    if (fetched === undefined) return;
    const [item] = await house.itemsOf(fetched);
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    expect(item?.source.output).toMatchObject({ kind: 'device-file' });
    await closeSession.run(house.context, responder(), { sessionId: session });
  }, 60_000);
});

describe('what was asked of Defender by a process that died', () => {
  beforeAll(() => house.cloud.admin('DELETE', '/faults'));

  it('is put into the library by the worker, and only what is not there yet', async () => {
    const names = ['hf-dir.sh', 'hf-processes.sh'];
    for (const name of names) await library.remove(name, signal);
    const put: string[] = [];
    const counted: DeviceLibrary = {
      ...library,
      put: async (file, given) => {
        if (put.length === 1 && !put.includes(file.fileName)) throw new Error('the process died');
        put.push(file.fileName);
        return await library.put(file, given);
      },
    };
    const dying = { ...house.context, devices: { ...house.context.devices, library: counted } };
    await expect(installScripts.run(dying, lead(), {})).rejects.toThrow('the process died');
    expect(await workOnOrder(house.context, signal)).toBe(false); // it may still be at work
    await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
    const before = await library.files(signal);
    expect(await workOnOrder(house.context, signal)).toBe(true);
    const after = await library.files(signal);
    const [first] = put;
    const changed = (name: string | undefined, all: typeof after) =>
      all.find(({ fileName }) => fileName === name)?.updatedAt;
    expect(changed(first, after)).toBe(changed(first, before));
    expect(after.map(({ fileName }) => fileName)).toEqual(expect.arrayContaining(names));
    const [installed] = (await facts('library.scripts-installed')).slice(-1);
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
    const added = (await facts('device.indicator-added')).filter((one) => one.sha256 === sha256);
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
    expect(await facts('device.indicator-refused')).toMatchObject([{ sha256, code: 'forbidden' }]);
    expect(await workOnOrder(house.context, signal)).toBe(false);
  });
});

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

/** A collector that others publish, as the customer brings it: uploaded, reviewed, put into the library. */
async function bringUac(uac: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'uac-'));
  await mkdir(join(folder, 'uac-3/config'), { recursive: true });
  await writeFile(join(folder, 'uac-3/uac'), uac, { mode: 0o755 });
  await writeFile(join(folder, 'uac-3/config/uac.conf'), 'hash_algorithm: [md5, sha1]\n');
  const archive = execFileSync('tar', ['-czf', '-', '-C', folder, 'uac-3']);
  const uploaded = await perform(house.context, responder(), uploadScript, {
    ...{ fileName: 'uac-3.tar.gz', content: archive.toString('base64'), systems: ['linux'], reason },
    ...{ description: 'UAC as it is published.', parameters: '' },
  });
  await review(uploaded);
  await perform(house.context, lead(), installScripts, { scriptIds: [uploaded.id] });
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function upload(fileName: string, text: string, by = responder()): Promise<Uploaded> {
  return await perform(house.context, by, uploadScript, {
    ...{ fileName, content: Buffer.from(text).toString('base64'), systems: ['linux'], reason },
    ...{ description: 'Says which times it knows.', parameters: 'days integer optional How many days back' },
  });
}

function propose({ versionId }: Uploaded, by: PersonActor) {
  return perform(house.context, by, proposeScriptReview as Procedure<unknown, { readonly id: string }>, {
    ...{ reason, change: { versionId } },
  });
}

async function review(uploaded: Uploaded): Promise<void> {
  const { id: proposalId } = await propose(uploaded, responder());
  await perform(house.context, lead(), confirmProposal, { proposalId, comment: null });
}

async function pins(): Promise<Readonly<Record<string, string>>> {
  const all = await pinnedScripts(house.context);
  return Object.fromEntries([...all].map(([fileName, { sha256 }]) => [fileName, sha256]));
}

async function runAlarms(): Promise<readonly string[]> {
  const rows = await house.database.db.alarm.findMany({ where: { kind: 'library-run', clearedAt: null } });
  return rows.map(({ title }) => title);
}

async function openAlarms(): Promise<readonly string[]> {
  const rows = await house.database.db.alarm.findMany({ where: { kind: 'library', clearedAt: null } });
  return rows.map(({ key }) => key);
}

async function facts(type: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await house.database.db.custodyEvent.findMany({ where: { type }, orderBy: { id: 'asc' } });
  return rows.map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail);
}
