import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, type DefenderCloud, type Identity, startDefenderCloud } from '../support/defender-cloud.ts';

let cloud: DefenderCloud;

beforeAll(async () => {
  cloud = await startDefenderCloud();
});

afterAll(async () => {
  await cloud.dispose();
});

describe('devices', () => {
  it('are named as the incidents name them, with groups, systems and virtual machines', async () => {
    const all = await cloud.devices();
    expect(all.length).toBeGreaterThanOrEqual(12);
    const byName = new Map(all.map((one) => [one.computerDnsName, one]));
    expect(byName.get('ws-finance-114')).toMatchObject({
      osPlatform: 'Windows11',
      rbacGroupName: 'Workstations',
    });
    expect(byName.get('mac-design-09')).toMatchObject({ osPlatform: 'macOS' });
    expect(byName.get('vm-web-03')?.vmMetadata).toMatchObject({ cloudProvider: 'Azure' });
    const filtered = await cloud.call(
      'deviceReader',
      'GET',
      "/api/machines?$filter=osPlatform eq 'macOS' and healthStatus eq 'Active'",
    );
    expect(filtered.body.value).toHaveLength(1);
  });

  it('are told only to an application with the role, and not for a query that is none', async () => {
    expect(codeOf(await cloud.call('librarian', 'GET', '/api/machines'))).toEqual([403, 'Forbidden']);
    const bare = await fetch(`${cloud.endpoints.defender}/api/machines`);
    expect(bare.status).toBe(401);
    expect(codeOf(await cloud.call('deviceReader', 'GET', '/api/machines?$filter=secret eq 1'))).toEqual([
      400,
      'ODataError',
    ]);
    expect(codeOf(await cloud.call('deviceReader', 'GET', '/api/machines/nobody'))).toEqual([
      404,
      'ResourceNotFound',
    ]);
  });
});

describe('actions', () => {
  it('are refused by device, group, system, agent and tenant in Defender’s own words', async () => {
    const asked = async (name: string, verb: string, body: object = {}, as: Identity = 'deviceCollector') =>
      codeOf(await cloud.order(name, verb, body, as));
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
    const waiting = await cloud.order('vm-hr-04', 'runliveresponse', {
      Commands: [{ type: 'GetFile', params: [path] }],
    });
    expect(waiting.body.status).toBe('Pending');
    expect(
      codeOf(
        await cloud.order('vm-hr-04', 'runliveresponse', { Commands: [{ type: 'GetFile', params: [path] }] }),
      ),
    ).toEqual([400, 'ActiveRequestAlreadyExists']);
    await cloud.admin('PUT', '/defender/devices', { device: 'vm-hr-04', online: true });
    expect(await cloud.ended(waiting.body.id)).toMatchObject({ status: 'Succeeded' });
    const late = await cloud.order('kiosk-lobby-02', 'collectInvestigationPackage', {});
    await cloud.admin('PUT', '/clock', { skewSeconds: 3 * 86_400 + 60 });
    await expect
      .poll(() => readFileSync(join(cloud.home, 'cloud/defender.json'), 'utf8'))
      .toContain('"TimeOut"');
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await cloud.ended(late.body.id)).toMatchObject({ status: 'TimeOut' });
  });

  it('stop at the first command that fails, and say why', async () => {
    const action = await cloud.respond(
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
    await cloud.upload('slow.sh', 'echo $$ >pid; sleep 300');
    const params = [{ key: 'ScriptName', value: 'slow.sh' }];
    const asked = await cloud.order('vm-vault-02', 'runliveresponse', {
      Commands: [{ type: 'RunScript', params }],
    });
    const work = join(cloud.home, 'cloud/devices/vm-vault-02/root/var/opt/microsoft/mdatp/downloads/pid');
    await expect.poll(() => (existsSync(work) ? readFileSync(work, 'utf8') : '')).toMatch(/^\d+\n$/);
    const state = () => readFileSync(join(cloud.home, 'cloud/defender.json'), 'utf8');
    await cloud.admin('PUT', '/clock', { skewSeconds: 601 });
    await expect.poll(state).toContain('The command took longer than 10 minutes.');
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await cloud.ended(asked.body.id)).toMatchObject({
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
    await expect(
      cloud.order('dc-01', 'isolate', { IsolationType: 'Full' }, 'deviceResponder'),
    ).rejects.toThrow();
    const filter = encodeURIComponent(
      `machineId eq '${await cloud.idOf('dc-01')}' and (status eq 'Pending' or status eq 'InProgress')`,
    );
    const open = await cloud.call('deviceReader', 'GET', `/api/machineactions?$filter=${filter}`);
    const [found, more] = open.body.value as Record<string, unknown>[];
    expect(found).toMatchObject({ type: 'Isolate', requestorComment: 'trying' });
    expect(found).toHaveProperty('lastUpdateTimeUtc');
    expect(more).toBeUndefined();
    const path = `/api/machineactions/${String(found?.id)}/cancel`;
    const cancelled = await cloud.call('deviceResponder', 'POST', path, { Comment: 'no longer' });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: 'Cancelled', cancellationComment: 'no longer' },
    });
    expect((await cloud.call('deviceResponder', 'POST', path, { Comment: 'again' })).status).toBe(400);
  });

  it('of which a race makes two both run, and are cancelled together', async () => {
    await cloud.admin('PUT', '/defender/devices', { device: 'dc-01', online: false });
    await cloud.admin('POST', '/faults', {
      operation: 'Machines_RunAntiVirusScan',
      fault: { kind: 'duplicate' },
    });
    const asked = await cloud.order('dc-01', 'runAntiVirusScan', { ScanType: 'Quick' }, 'deviceResponder');
    const filter = encodeURIComponent(
      `machineId eq '${await cloud.idOf('dc-01')}' and type eq 'RunAntiVirusScan'`,
    );
    const both = async () => {
      const { body } = await cloud.call('deviceReader', 'GET', `/api/machineactions?$filter=${filter}`);
      return (body.value as Record<string, unknown>[]).map(({ status }) => status);
    };
    expect(await both()).toEqual(['Pending', 'Pending']);
    const path = `/api/machineactions/${String(asked.body.id)}/cancel`;
    await cloud.call('deviceResponder', 'POST', path, { Comment: 'no longer' });
    expect(await both()).toEqual(['Cancelled', 'Cancelled']);
  });

  it('of a live response tell how far a command is', async () => {
    await cloud.upload('hello.sh', 'echo hello');
    await cloud.admin('PUT', '/speed', { operationSeconds: 1_000 });
    const Commands = [{ type: 'RunScript', params: [{ key: 'ScriptName', value: 'hello.sh' }] }];
    const { body } = await cloud.order('vm-vault-02', 'runliveresponse', { Commands });
    const state = async () => {
      const { commands } = (await cloud.call('deviceReader', 'GET', `/api/machineactions/${String(body.id)}`))
        .body;
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
    expect(await cloud.ended(body.id)).toMatchObject({ commands: [{ commandStatus: 'Completed' }] });
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });

  it('change the device, once', async () => {
    const isolated = await cloud.order(
      'jump-linux-01',
      'isolate',
      { IsolationType: 'Full' },
      'deviceResponder',
    );
    expect(await cloud.ended(isolated.body.id)).toMatchObject({ status: 'Succeeded', scope: 'Full' });
    const again = await cloud.order('jump-linux-01', 'isolate', { IsolationType: 'Full' }, 'deviceResponder');
    expect(codeOf(again)).toEqual([400, 'ActiveRequestAlreadyExists']);
    const released = await cloud.order('jump-linux-01', 'unisolate', {}, 'deviceResponder');
    expect(await cloud.ended(released.body.id)).toMatchObject({ status: 'Succeeded' });
  });

  it('are counted: the third link to a package within a minute has to wait', async () => {
    await cloud.admin('PUT', '/speed', { defenderCalls: 1 });
    const path = `/api/machineactions/${String((await cloud.order('vm-sql-01', 'collectInvestigationPackage', {})).body.id)}`;
    await cloud.ended(path.slice('/api/machineactions/'.length));
    expect((await cloud.call('deviceReader', 'GET', `${path}/getPackageUri`)).status).toBe(200);
    expect((await cloud.call('deviceReader', 'GET', `${path}/getPackageUri`)).status).toBe(200);
    const third = await cloud.call('deviceReader', 'GET', `${path}/getPackageUri`);
    expect(codeOf(third)).toEqual([429, 'TooManyRequests']);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
