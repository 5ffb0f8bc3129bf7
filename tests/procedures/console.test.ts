import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRecord } from '../../lib/ports/console-desk.ts';
import { type ConsoleHouse, startConsoleHouse } from '../support/console-house.ts';

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
    await refused('linux', 'undo file /etc/hosts', /does not exist on Linux/);
  });
});
