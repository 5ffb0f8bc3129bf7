import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipEntries } from '../../lib/cli/zip-directory.ts';
import { directoryPlace } from '../../lib/package-reading/zip-end.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

type Identity = 'deviceReader' | 'deviceCollector' | 'deviceResponder' | 'librarian' | 'locker';
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0, defenderCalls: 100 });
});

afterAll(async () => {
  await cloud.dispose();
});

/** One call with the identity's own token, as the product gets it. */
async function call(as: Identity, method: string, path: string, body?: unknown): Promise<Answer> {
  const credential = new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds[as] });
  const { token } = await credential.getToken('https://api.securitycenter.microsoft.com/.default');
  const response = await fetch(`${cloud.endpoints.defender}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

/** Every device, over as many pages as there are. */
async function devices(): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let path = '/api/machines'; path !== ''; ) {
    const { body } = await call('deviceReader', 'GET', path);
    found.push(...(body.value as Record<string, unknown>[]));
    path = String(body['@odata.nextLink'] ?? '').replace(cloud.endpoints.defender, '');
  }
  return found;
}

async function upload(fileName: string, text: string, more: Record<string, string> = {}): Promise<Answer> {
  const form = new FormData();
  form.set('file', new Blob([text]), fileName);
  for (const [name, value] of Object.entries({
    Description: 'of the test',
    OverrideIfExists: 'true',
    ...more,
  }))
    form.set(name, value);
  return await call('librarian', 'POST', '/api/libraryfiles', form);
}

/** Runs commands on a device and waits for the end. */
async function respond(name: string, ...commands: readonly (readonly [string, Record<string, string>])[]) {
  const Commands = commands.map(([type, params]) => ({
    type,
    params: Object.entries(params).map(([key, value]) => ({ key, value })),
  }));
  const asked = await order(name, 'runliveresponse', { Commands });
  return asked.status === 201 ? await ended(asked.body.id) : asked;
}

async function resultOf(action: { readonly id?: unknown }, index: number): Promise<Response> {
  const path = `/api/machineactions/${String(action.id)}/GetLiveResponseResultDownloadLink(index=${index})`;
  const { body } = await call('deviceReader', 'GET', path);
  return await fetch(String(body.value));
}

/** What the product's own scripts print on a device, each object as printed; their digest of their items is checked. */
async function scriptAnswers(device: string, runs: readonly (readonly [string, Record<string, string>])[]) {
  const commands = runs.map(([ScriptName, args], n) => {
    const argument = JSON.stringify({ acq: `test-${device}-${n}`, cwd: '/', ...args });
    return ['RunScript', { ScriptName, Args: Buffer.from(argument).toString('base64') }] as const;
  });
  for (const [name] of runs) {
    const folder = name.endsWith('.sh') ? 'posix' : 'powershell';
    await upload(name, readFileSync(`lib/device-scripts/${folder}/${name}`, 'utf8'));
  }
  const action = (await respond(device, ...commands)) as Record<string, unknown>;
  const answers: Record<string, unknown>[] = [];
  for (const n of runs.keys()) {
    const said = (await (await resultOf(action, n)).json()) as Record<string, unknown>;
    const text = String(said.script_output);
    const answer = JSON.parse(text.slice(text.indexOf('\n{') + 1).replace(/[\0\s]+$/, '')) as Record<
      string,
      unknown
    >;
    const items = text.slice(text.indexOf('"items":') + 8, text.indexOf(',"count":'));
    expect(createHash('sha256').update(items).digest('hex')).toBe(answer.itemsSha256);
    answers.push({ ...answer, exitCode: said.exit_code });
  }
  return answers;
}

async function hunt(Query: string): Promise<readonly Record<string, unknown>[]> {
  const credential = new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds.deviceReader });
  const { token } = await credential.getToken('https://graph.microsoft.com/.default');
  const response = await fetch(`${cloud.endpoints.graph}/v1.0/security/runHuntingQuery`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ Query, Timespan: 'P30D' }),
  });
  const body = (await response.json()) as { readonly results?: readonly Record<string, unknown>[] };
  if (body.results === undefined) throw new Error(JSON.stringify(body));
  return body.results;
}

async function idOf(name: string): Promise<string> {
  const { body } = await call('deviceReader', 'GET', `/api/machines/${name}`);
  return String(body.id);
}

async function order(name: string, verb: string, body: object, as: Identity = 'deviceCollector') {
  return await call(as, 'POST', `/api/machines/${await idOf(name)}/${verb}`, { Comment: 'trying', ...body });
}

/** The action once nothing more happens to it. */
async function ended(id: unknown): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await call('deviceReader', 'GET', `/api/machineactions/${String(id)}`);
    if (!['Pending', 'InProgress'].includes(String(body.status))) return body;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const codeOf = (answer: Answer) => [answer.status, (answer.body.error as { readonly code?: string }).code];

async function packageOf(action: Record<string, unknown>): Promise<Buffer> {
  const { body } = await call(
    'deviceReader',
    'GET',
    `/api/machineactions/${String(action.id)}/getPackageUri`,
  );
  const response = await fetch(String(body.value).replaceAll('"', ''));
  return Buffer.from(await response.arrayBuffer());
}

async function pathsIn(zip: Buffer): Promise<readonly string[]> {
  const read = async (start: number, end: number) => zip.subarray(start, end);
  const place = await directoryPlace({ sizeBytes: zip.length, read });
  return zipEntries(zip.subarray(place.offset, place.offset + place.length), place).map((one) => one.path);
}

describe('devices', () => {
  it('are named as the incidents name them, with groups, systems and virtual machines', async () => {
    const all = await devices();
    expect(all.length).toBeGreaterThanOrEqual(12);
    const byName = new Map(all.map((one) => [one.computerDnsName, one]));
    expect(byName.get('ws-finance-114')).toMatchObject({
      osPlatform: 'Windows11',
      rbacGroupName: 'Workstations',
    });
    expect(byName.get('mac-design-09')).toMatchObject({ osPlatform: 'macOS' });
    expect(byName.get('vm-web-03')?.vmMetadata).toMatchObject({ cloudProvider: 'Azure' });
    const filtered = await call(
      'deviceReader',
      'GET',
      "/api/machines?$filter=osPlatform eq 'macOS' and healthStatus eq 'Active'",
    );
    expect(filtered.body.value).toHaveLength(1);
  });

  it('are told only to an application with the role, and not for a query that is none', async () => {
    expect(codeOf(await call('librarian', 'GET', '/api/machines'))).toEqual([403, 'Forbidden']);
    const bare = await fetch(`${cloud.endpoints.defender}/api/machines`);
    expect(bare.status).toBe(401);
    expect(codeOf(await call('deviceReader', 'GET', '/api/machines?$filter=secret eq 1'))).toEqual([
      400,
      'ODataError',
    ]);
    expect(codeOf(await call('deviceReader', 'GET', '/api/machines/nobody'))).toEqual([
      404,
      'ResourceNotFound',
    ]);
  });
});

describe('investigation packages', () => {
  it('come over a link in quotation marks once the action succeeded, with the documented folders', async () => {
    const asked = await order('ws-finance-114', 'collectInvestigationPackage', {});
    expect(asked).toMatchObject({
      status: 201,
      body: { type: 'CollectInvestigationPackage', status: 'Pending' },
    });
    const action = await ended(asked.body.id);
    expect(action).toMatchObject({ status: 'Succeeded', requestor: 'id-holdfast-deviceCollector' });
    const folders = new Set((await pathsIn(await packageOf(action))).map((path) => path.split('/')[0]));
    expect(folders).toEqual(
      new Set([
        'Autoruns',
        'CollectionSummaryReport.xls',
        'Installed programs',
        'Network connections',
        'Prefetch files',
        'Processes',
        'Scheduled tasks',
        'Security event log',
        'Services',
        'System Information',
        'Temp Directories',
        'Users and Groups',
        'WdSupportLogs',
        'Windows Server Message Block (SMB) sessions',
      ]),
    );
  });
});

describe('live response', () => {
  it('runs a POSIX script on the device’s tree, with its argument, its output and its exit code', async () => {
    const text = `#!/bin/sh
cat "$HF_ROOT/etc/hostname"; uname -s; hostname; echo "$1"; pwd | sed "s|$HF_ROOT||"
echo trouble >&2; exit 3
`;
    const put = await upload('look.sh', text);
    expect(put).toMatchObject({
      status: 200,
      body: { fileName: 'look.sh', createdBy: 'id-holdfast-librarian' },
    });
    expect(put.body.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    const action = await respond('vm-web-03', [
      'RunScript',
      { ScriptName: 'look.sh', Args: '"two words" x' },
    ]);
    expect(action).toMatchObject({
      status: 'Succeeded',
      commands: [{ commandStatus: 'Completed', errors: [] }],
    });
    const result = (await (await resultOf(action as never, 0)).json()) as Record<string, unknown>;
    expect(result).toMatchObject({ script_name: 'look.sh', exit_code: 3, script_errors: 'trouble\n' });
    expect(String(result.script_output).trim().split('\n')).toEqual([
      'vm-web-03',
      'Linux',
      'vm-web-03',
      'two words',
      '/var/opt/microsoft/mdatp/downloads',
    ]);
  });

  it('puts a library file there and gets it back as gzip, over a link that dies after 30 minutes', async () => {
    await upload('tool.bin', 'a tool');
    const action = (await respond(
      'ws-finance-114',
      ['PutFile', { FileName: 'tool.bin' }],
      ['GetFile', { Path: 'tool.bin' }],
      ['GetFile', { Path: 'c:\\windows\\SYSTEM32\\drivers\\etc\\hosts' }],
    )) as Record<string, unknown>;
    expect(action.status).toBe('Succeeded');
    const path = `/api/machineactions/${String(action.id)}/GetLiveResponseResultDownloadLink(index=1)`;
    const link = String((await call('deviceReader', 'GET', path)).body.value);
    expect(gunzipSync(await (await fetch(link)).bytes()).toString()).toBe('a tool');
    expect(gunzipSync(await (await resultOf(action, 2)).bytes()).toString()).toContain('localhost');
    expect((await fetch(link.replace('sig=', 'sig=x'))).status).toBe(403);
    expect((await call('deviceReader', 'GET', path.replace('=1)', '=0)'))).status).toBe(404); // PutFile has none
    await cloud.admin('PUT', '/clock', { skewSeconds: 31 * 60 });
    expect((await fetch(link)).status).toBe(403);
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });

  it('answers the product’s read scripts: by running them on Linux and macOS, from its model on Windows', async () => {
    const linux = await scriptAnswers('jump-linux-01', [
      ['hf-processes.sh', { name: '.kworkerd' }],
      ['hf-connections.sh', {}],
    ]);
    expect(linux[0]?.items).toEqual([
      expect.objectContaining({
        pid: 4711,
        user: 'www-data',
        path: '/tmp/.cache/.kworkerd',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
    expect(linux[1]?.items).toContainEqual(
      expect.objectContaining({
        remoteAddr: '198.51.100.77',
        remotePort: 8443,
        state: 'ESTABLISHED',
        pid: 4711,
      }),
    );
    const [mac] = await scriptAnswers('mac-design-09', [
      ['hf-dir.sh', { path: '/Users/design-user/Downloads' }],
    ]);
    expect(mac).toMatchObject({ os: 'macos', host: 'mac-design-09', count: 1 });
    const windows = await scriptAnswers('ws-finance-114', [
      ['hf-processes.ps1', { name: 'updsvc.exe' }],
      ['hf-fileinfo.ps1', { path: 'C:\\Windows\\explorer.exe' }],
      ['hf-registry.ps1', { key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Nothing' }],
    ]);
    expect(windows[0]).toMatchObject({ count: 1, items: [{ pid: 7420 }] });
    expect(windows[1]).toMatchObject({ items: [{ size: 4096, signatureStatus: 'Valid' }] });
    expect(windows[2]).toMatchObject({ items: [], errors: [{ path: null }], exitCode: 1 });
  });

  it('stops a process and disables a service, of a device that is run and of one that is told', async () => {
    const linux = await scriptAnswers('vm-web-03', [
      ['hf-stop-process.sh', { pid: '4711', name: '.kworkerd' }],
      ['hf-processes.sh', { pid: '4711' }],
      ['hf-remove-persistence.sh', { service: 'backup' }],
    ]);
    expect(linux[0]).toMatchObject({ items: [{ stopped: true }] });
    expect(linux[1]).toMatchObject({ count: 0 });
    expect(linux[2]).toMatchObject({ items: [{ before: 'enabled', after: 'disabled' }] });
    const windows = await scriptAnswers('vm-fin-01', [
      ['hf-stop-process.ps1', { pid: '7420', name: 'updsvc.exe' }],
      ['hf-connections.ps1', {}],
      ['hf-remove-persistence.ps1', { service: 'Spooler' }],
      ['hf-services.ps1', {}],
    ]);
    expect(windows[0]).toMatchObject({ items: [{ stopped: true }] });
    expect(windows[1]?.items).not.toContainEqual(expect.objectContaining({ pid: 7420 }));
    expect(windows[3]?.items).toContainEqual(
      expect.objectContaining({ name: 'Spooler', startMode: 'Disabled' }),
    );
  });

  it('puts a file into quarantine on Windows and back, and refuses one that changed', async () => {
    const path = 'C:\\Users\\finance-user\\Documents\\notes.txt';
    const digest = createHash('sha256').update('call the supplier on Monday\r\n').digest('hex');
    const [refused, moved, gone, back, there] = await scriptAnswers('ws-finance-114', [
      ['hf-quarantine.ps1', { path, sha256: '0'.repeat(64) }],
      ['hf-quarantine.ps1', { path, sha256: digest }],
      ['hf-fileinfo.ps1', { path }],
      ['hf-restore.ps1', { path }],
      ['hf-fileinfo.ps1', { path }],
    ]);
    expect(refused).toMatchObject({ items: [], exitCode: 1 });
    expect(moved).toMatchObject({ items: [{ moved: true, sha256: digest }] });
    expect(gone).toMatchObject({ errors: [{ msg: `There is no file ${path}.` }] });
    expect(back).toMatchObject({ items: [{ restored: true }] });
    expect(there).toMatchObject({ items: [{ sha256: digest }] });
  });
});

describe('actions', () => {
  it('are refused by device, group, system, agent and tenant in Defender’s own words', async () => {
    const asked = async (name: string, verb: string, body: object = {}, as: Identity = 'deviceCollector') =>
      codeOf(await order(name, verb, body, as));
    const Commands = [{ type: 'GetFile', params: [{ key: 'Path', value: '/etc/hosts' }] }];
    const runs = { Commands };
    expect(await asked('ws-guest-055', 'runliveresponse', runs)).toEqual([403, 'DisallowedOperation']);
    expect(await asked('srv-legacy-16', 'runliveresponse', runs)).toEqual([400, 'OsPlatformNotSupported']);
    expect(await asked('ws-lab-007', 'runliveresponse', runs)).toEqual([400, 'ClientVersionNotSupported']);
    expect(await asked('ws-finance-120', 'runliveresponse', runs)).toEqual([
      400,
      'ActiveRequestAlreadyExists',
    ]);
    expect(await asked('ws-hr-033', 'isolate', { IsolationType: 'Full' }, 'deviceResponder')).toEqual([
      400,
      'ActiveRequestAlreadyExists',
    ]);
    expect(await asked('ws-sales-021', 'isolate', { IsolationType: 'Full' })).toEqual([403, 'Forbidden']);
    expect(
      await asked('ws-sales-021', 'runliveresponse', {
        Commands: [...Commands, { type: 'PutFile', params: [{ key: 'FileName', value: 'x' }] }],
      }),
    ).toEqual([400, 'InvalidRequestBody']);
    expect(await asked('ws-sales-021', 'collectInvestigationPackage', { Comment: '' })).toEqual([
      400,
      'MissingRequiredParameter',
    ]);
    await cloud.admin('PUT', '/defender/features', { liveResponse: false });
    expect(await asked('vm-web-03', 'runliveresponse', runs)).toEqual([403, 'DisabledFeature']);
    await cloud.admin('PUT', '/defender/features', { liveResponse: true });
  });

  it('wait for a device that is away, three days at most, and one at a time', async () => {
    const path = { key: 'Path', value: '/etc/hosts' };
    const waiting = await order('vm-hr-04', 'runliveresponse', {
      Commands: [{ type: 'GetFile', params: [path] }],
    });
    expect(waiting.body.status).toBe('Pending');
    expect(
      codeOf(await order('vm-hr-04', 'runliveresponse', { Commands: [{ type: 'GetFile', params: [path] }] })),
    ).toEqual([400, 'ActiveRequestAlreadyExists']);
    await cloud.admin('PUT', '/defender/devices', { device: 'vm-hr-04', online: true });
    expect(await ended(waiting.body.id)).toMatchObject({ status: 'Succeeded' });
    const late = await order('kiosk-lobby-02', 'collectInvestigationPackage', {});
    await cloud.admin('PUT', '/clock', { skewSeconds: 3 * 86_400 + 60 });
    await expect
      .poll(() => readFileSync(join(cloud.home, 'cloud/defender.json'), 'utf8'))
      .toContain('"TimeOut"');
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await ended(late.body.id)).toMatchObject({ status: 'TimeOut' });
  });

  it('stop at the first command that fails, and say why', async () => {
    const action = await respond(
      'vm-fin-01',
      ['GetFile', { Path: 'C:\\missing.bin' }],
      ['GetFile', { Path: 'C:\\Windows\\explorer.exe' }],
    );
    expect(action).toMatchObject({
      status: 'Failed',
      commands: [
        { commandStatus: 'Failed', errors: ['File was not found: C:\\missing.bin'] },
        { commandStatus: 'Created' },
      ],
    });
  });

  it('end with a script that takes longer than ten minutes, and the script with them', async () => {
    await upload('slow.sh', 'echo $$ >pid; sleep 300');
    const params = [{ key: 'ScriptName', value: 'slow.sh' }];
    const asked = await order('vm-vault-02', 'runliveresponse', {
      Commands: [{ type: 'RunScript', params }],
    });
    const work = join(cloud.home, 'cloud/devices/vm-vault-02/root/var/opt/microsoft/mdatp/downloads/pid');
    await expect.poll(() => (existsSync(work) ? readFileSync(work, 'utf8') : '')).toMatch(/^\d+\n$/);
    const state = () => readFileSync(join(cloud.home, 'cloud/defender.json'), 'utf8');
    await cloud.admin('PUT', '/clock', { skewSeconds: 601 });
    await expect.poll(state).toContain('The command took longer than 10 minutes.');
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await ended(asked.body.id)).toMatchObject({
      status: 'TimeOut',
      commands: [{ commandStatus: 'Failed' }],
    });
    await expect.poll(() => existsSync(`/proc/${readFileSync(work, 'utf8').trim()}`)).toBe(false);
  });

  it('can be cancelled while they wait; a lost answer leaves the action done once', async () => {
    await cloud.admin('PUT', '/defender/devices', { device: 'dc-01', online: false });
    await cloud.admin('POST', '/faults', {
      operation: 'Machines_Isolate',
      fault: { kind: 'drop', afterBytes: 0 },
    });
    await expect(order('dc-01', 'isolate', { IsolationType: 'Full' }, 'deviceResponder')).rejects.toThrow();
    const filter = encodeURIComponent(
      `machineId eq '${await idOf('dc-01')}' and (status eq 'Pending' or status eq 'InProgress')`,
    );
    const open = await call('deviceReader', 'GET', `/api/machineactions?$filter=${filter}`);
    const [found, more] = open.body.value as Record<string, unknown>[];
    expect(found).toMatchObject({ type: 'Isolate', requestorComment: 'trying' });
    expect(found).toHaveProperty('lastUpdateTimeUtc');
    expect(more).toBeUndefined();
    const path = `/api/machineactions/${String(found?.id)}/cancel`;
    const cancelled = await call('deviceResponder', 'POST', path, { Comment: 'no longer' });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: 'Cancelled', cancellationComment: 'no longer' },
    });
    expect((await call('deviceResponder', 'POST', path, { Comment: 'again' })).status).toBe(400);
  });

  it('of which a race makes two both run, and are cancelled together', async () => {
    await cloud.admin('PUT', '/defender/devices', { device: 'dc-01', online: false });
    await cloud.admin('POST', '/faults', {
      operation: 'Machines_RunAntiVirusScan',
      fault: { kind: 'duplicate' },
    });
    const asked = await order('dc-01', 'runAntiVirusScan', { ScanType: 'Quick' }, 'deviceResponder');
    const filter = encodeURIComponent(`machineId eq '${await idOf('dc-01')}' and type eq 'RunAntiVirusScan'`);
    const both = async () => {
      const { body } = await call('deviceReader', 'GET', `/api/machineactions?$filter=${filter}`);
      return (body.value as Record<string, unknown>[]).map(({ status }) => status);
    };
    expect(await both()).toEqual(['Pending', 'Pending']);
    const path = `/api/machineactions/${String(asked.body.id)}/cancel`;
    await call('deviceResponder', 'POST', path, { Comment: 'no longer' });
    expect(await both()).toEqual(['Cancelled', 'Cancelled']);
  });

  it('of a live response tell how far a command is', async () => {
    await upload('hello.sh', 'echo hello');
    await cloud.admin('PUT', '/speed', { operationSeconds: 1_000 });
    const Commands = [{ type: 'RunScript', params: [{ key: 'ScriptName', value: 'hello.sh' }] }];
    const { body } = await order('vm-vault-02', 'runliveresponse', { Commands });
    const state = async () => {
      const { commands } = (await call('deviceReader', 'GET', `/api/machineactions/${String(body.id)}`)).body;
      return (commands as { readonly commandStatus: string }[])[0]?.commandStatus;
    };
    expect(await state()).toBe('Created');
    for (const [skewSeconds, word] of [
      [510, 'Submitted'],
      [780, 'PendingResource'],
      [1_050, 'Executing'],
    ] as const) {
      await cloud.admin('PUT', '/clock', { skewSeconds });
      await expect.poll(state).toBe(word);
    }
    await cloud.admin('PUT', '/speed', { operationSeconds: 0 });
    expect(await ended(body.id)).toMatchObject({ commands: [{ commandStatus: 'Completed' }] });
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });

  it('change the device, once', async () => {
    const isolated = await order('jump-linux-01', 'isolate', { IsolationType: 'Full' }, 'deviceResponder');
    expect(await ended(isolated.body.id)).toMatchObject({ status: 'Succeeded', scope: 'Full' });
    const again = await order('jump-linux-01', 'isolate', { IsolationType: 'Full' }, 'deviceResponder');
    expect(codeOf(again)).toEqual([400, 'ActiveRequestAlreadyExists']);
    const released = await order('jump-linux-01', 'unisolate', {}, 'deviceResponder');
    expect(await ended(released.body.id)).toMatchObject({ status: 'Succeeded' });
  });

  it('are counted: the third link to a package within a minute has to wait', async () => {
    await cloud.admin('PUT', '/speed', { defenderCalls: 1 });
    const path = `/api/machineactions/${String((await order('vm-sql-01', 'collectInvestigationPackage', {})).body.id)}`;
    await ended(path.slice('/api/machineactions/'.length));
    expect((await call('deviceReader', 'GET', `${path}/getPackageUri`)).status).toBe(200);
    expect((await call('deviceReader', 'GET', `${path}/getPackageUri`)).status).toBe(200);
    const third = await call('deviceReader', 'GET', `${path}/getPackageUri`);
    expect(codeOf(third)).toEqual([429, 'TooManyRequests']);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('what Defender knows', () => {
  it('of files: malware on the devices that have it, Windows’ own as clean', async () => {
    const query =
      'DeviceProcessEvents | where FileName =~ "UPDSVC.exe" and DeviceName == "ws-finance-114" | project SHA256';
    const [row] = await hunt(query);
    const file = await call('deviceReader', 'GET', `/api/files/${String(row?.SHA256)}`);
    expect(file.body).toMatchObject({ determinationType: 'Malware', sha256: row?.SHA256 });
    const stats = await call('deviceReader', 'GET', `/api/files/${String(file.body.sha1)}/stats`);
    expect(Number(stats.body.organizationPrevalence)).toBeGreaterThan(0);
    expect(codeOf(await call('deviceReader', 'GET', `/api/files/${'0'.repeat(40)}`))).toEqual([
      404,
      'ResourceNotFound',
    ]);
    const indicator = {
      indicatorValue: row?.SHA256,
      indicatorType: 'FileSha256',
      action: 'AlertAndBlock',
      title: 'demo',
      description: 'demo',
    };
    expect(await call('deviceResponder', 'POST', '/api/indicators', indicator)).toMatchObject({
      status: 200,
    });
  });

  it('of what was done through it, with the digest of a file that was fetched, and of sessions in the portal', async () => {
    await cloud.admin('POST', '/defender/portal-sessions', {
      device: 'dc-01',
      person: 'lead-1@holdfast.example',
    });
    const rows = await hunt(
      'CloudAppEvents | where ActionType == "LiveResponseGetFile" | extend Sha = tostring(RawEventData.FileSHA256) | where RawEventData.FileName has "tool" | project Sha, Device = RawEventData.DeviceName',
    );
    expect(rows).toEqual([
      { Sha: createHash('sha256').update('a tool').digest('hex'), Device: 'ws-finance-114' },
    ]);
    expect(await hunt('CloudAppEvents | where ActionType == "RunLiveResponseSession" | count')).toEqual([
      { Count: 1 },
    ]);
  });
});
