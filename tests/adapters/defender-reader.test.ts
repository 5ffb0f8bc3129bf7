import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defenderDeviceReader } from '../../lib/adapters/defender/device-reader.ts';
import type { DeviceReader } from '../../lib/ports/device-response.ts';
import { type ScriptedService, startScriptedService } from '../support/scripted-service.ts';

const signal = new AbortController().signal;
const id = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const actionId = '5382f7ea-7557-4ab7-9782-d50480024a4e';
let defender: ScriptedService;
let reader: DeviceReader;

/** Facts of Microsoft's own example. */
const machine = {
  id,
  computerDnsName: 'mymachine1.contoso.com',
  firstSeen: '2018-08-02T14:55:03.7791856Z',
  lastSeen: '2018-08-02T14:55:03.7791856Z',
  osPlatform: 'Windows10',
  version: '1709',
  osBuild: 18_209,
  lastIpAddress: '172.17.230.209',
  healthStatus: 'Active',
  rbacGroupId: 140,
  rbacGroupName: 'The-A-Team',
  riskScore: 'Low',
  aadDeviceId: null,
  machineTags: ['test tag 1'],
};

const action = {
  id: actionId,
  type: 'LiveResponse',
  scope: null,
  requestor: 'holdfast-collector',
  requestorComment: 'why [holdfast:1]',
  status: 'Pending',
  machineId: id,
  computerDnsName: 'desktop-test',
  creationDateTimeUtc: '2019-01-02T14:39:38.2262283Z',
  errorHResult: 0,
};

beforeAll(async () => {
  defender = await startScriptedService();
  reader = defenderDeviceReader(defender.config);
});
beforeEach(() => defender.clear());
afterAll(() => defender.close());

describe('a device', () => {
  it('is what Defender says of it, whether its numbers come as numbers or as strings', async () => {
    defender.on(`GET /api/machines/${id}`, { json: { ...machine, rbacGroupId: '140', osBuild: null } });
    expect(await reader.device(id, signal)).toMatchObject({
      deviceId: id,
      name: 'mymachine1.contoso.com',
      system: 'windows',
      osBuild: null,
      health: 'active',
      lastSeen: '2018-08-02T14:55:03.7791856Z',
      group: { id: '140', name: 'The-A-Team' },
      tags: ['test tag 1'],
      vmResourceId: null,
    });
    expect(defender.taken).toEqual(['machines']);
    expect(defender.seen[0]?.authorization).toBe(
      'Bearer for https://api.securitycenter.microsoft.com/.default',
    );
  });

  it.each([
    [{ osPlatform: 'WindowsServer2022' }, { system: 'windows-server' }],
    [{ osPlatform: 'Windows11' }, { system: 'windows' }],
    [{ osPlatform: 'macOS' }, { system: 'macos' }],
    [{ osPlatform: 'Ubuntu' }, { system: 'linux' }],
    [{ osPlatform: 'RedHatEnterpriseLinux' }, { system: 'linux' }],
    [{ osPlatform: 'iOS' }, { system: 'other' }],
    [{ osPlatform: null }, { system: 'other', osPlatform: null }],
    [{ healthStatus: 'impairedcommunication' }, { health: 'impaired-communication' }],
    [
      { healthStatus: 'NoSensorDataImpairedCommunication' },
      { health: 'no-sensor-data-impaired-communication' },
    ],
    [{ healthStatus: 'Sleepy' }, { health: 'unknown' }],
    [{ rbacGroupId: 0, rbacGroupName: null }, { group: null }],
    [{ computerDnsName: '' }, { name: id }],
    [
      { firstSeen: '0001-01-01T00:00:00Z', lastSeen: 'never' },
      { firstSeen: null, lastSeen: null },
    ],
    [
      {
        vmMetadata: {
          resourceId: '/subscriptions/S/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/Web',
        },
      },
      { vmResourceId: '/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/web' },
    ],
    [{ vmMetadata: { resourceId: '/subscriptions/S/resourceGroups/RG' } }, { vmResourceId: null }],
  ])('with %j is %j', async (said, expected) => {
    defender.on(`GET /api/machines/${id}`, { json: { ...machine, ...said } });
    expect(await reader.device(id, signal)).toMatchObject(expected);
  });

  it('that Defender does not know is null; what is no name is refused before anybody is asked', async () => {
    expect(await reader.device('gone', signal)).toBeNull();
    for (const bad of ['', '..', 'a/b', 'a?b', 'a b', 'x'.repeat(256)])
      await expect(reader.device(bad, signal)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(defender.seen).toHaveLength(1);
  });

  it('comes in pages to the end; a page on another host gets no token, and no number of pages is endless', async () => {
    defender.on('GET /api/machines', ({ path }) =>
      path.includes('skip')
        ? { json: { value: [{ ...machine, id: 'b'.repeat(40) }] } }
        : { json: { value: [machine], '@odata.nextLink': `${defender.endpoint}/api/machines?$skip=1` } },
    );
    expect((await reader.devices(signal)).map(({ deviceId }) => deviceId)).toEqual([id, 'b'.repeat(40)]);
    const elsewhere = `http://localhost:${new URL(defender.endpoint).port}/api/machines`;
    defender.on('GET /api/machines', { json: { value: [], '@odata.nextLink': elsewhere } });
    await expect(reader.devices(signal)).rejects.toMatchObject({ code: 'cloud-refused' });
    defender.on('GET /api/machines', {
      json: { value: [], '@odata.nextLink': `${defender.endpoint}/api/machines` },
    });
    await expect(reader.devices(signal)).rejects.toMatchObject({ code: 'cloud-unavailable' });
  });

  it('answered in another shape, or in no JSON at all, is no device', async () => {
    for (const answer of [{ json: { name: 'x' } }, { body: '<html>' }, { json: { ...machine, id: 7 } }]) {
      defender.on(`GET /api/machines/${id}`, answer);
      await expect(reader.device(id, signal)).rejects.toMatchObject({ code: 'cloud-unavailable' });
    }
  });

  it('has alerts in Microsoft’s words; of an unknown device there is no list, though no devices at all are a list', async () => {
    const alert = {
      id: 'da1_1',
      title: 'Odd',
      severity: 'Low',
      status: 'New',
      incidentId: 1_126_093,
      machineId: id,
    };
    const times = { alertCreationTime: '2021-01-26T20:33:57.7220239Z', lastEventTime: null };
    defender.on(`GET /api/machines/${id}/alerts`, { json: { value: [{ ...alert, ...times }] } });
    expect(await reader.alerts(id, signal)).toEqual([
      {
        ...{
          id: 'da1_1',
          title: 'Odd',
          severity: 'Low',
          status: 'New',
          category: null,
          detectionSource: null,
        },
        ...{ incidentId: '1126093', createdAt: '2021-01-26T20:33:57.7220239Z', lastEventAt: null },
      },
    ]);
    await expect(reader.alerts('gone', signal)).rejects.toMatchObject({ code: 'not-found' });
    expect(await reader.devices(signal)).toEqual([]);
  });

  it('tells who signed in to it', async () => {
    defender.on(`GET /api/machines/${id}/logonusers`, {
      json: {
        value: [
          {
            id: 'contoso\\user1',
            firstSeen: '2019-12-18T08:02:54Z',
            lastSeen: null,
            logonTypes: 'Interactive',
            isDomainAdmin: true,
          },
          { accountName: 'user2', accountDomain: 'contoso' },
        ],
      },
    });
    const users = await reader.logonUsers(id, signal);
    expect(users.map(({ account, domainAdmin }) => [account, domainAdmin])).toEqual([
      ['contoso\\user1', true],
      ['contoso\\user2', null],
    ]);
  });
});

describe('an action', () => {
  it('has its commands; both of Microsoft’s names for its last change are read', async () => {
    const command = {
      index: 0,
      startTime: '2019-01-02T14:39:40.1Z',
      endTime: null,
      commandStatus: 'Executing',
      errors: ['no', { code: 1 }],
      command: { type: 'RunScript', params: [{ key: 'scriptname', value: 'a.ps1' }] },
    };
    const other = {
      ...command,
      index: 1,
      commandStatus: 'Dreaming',
      command: { type: 'Whistle', params: [] },
    };
    const full = {
      ...action,
      status: 'TimeOut',
      lastUpdateDateTimeUtc: '2019-01-02T14:40:44.6596267Z',
      commands: [command, other],
    };
    const body = JSON.stringify(full, null, 2);
    defender.on(`GET /api/machineactions/${actionId}`, { body });
    expect(await reader.action(actionId, signal)).toMatchObject({
      state: 'timed-out',
      deviceId: id,
      comment: 'why [holdfast:1]',
      updatedAt: '2019-01-02T14:40:44.6596267Z',
      commands: [
        {
          index: 0,
          state: 'executing',
          errors: ['no', '{"code":1}'],
          step: { type: 'RunScript', scriptName: 'a.ps1', args: null },
        },
        { index: 1, state: 'unknown', step: null },
      ],
      sha256: createHash('sha256').update(body).digest('hex'),
    });
    defender.on('GET /api/machineactions', {
      json: { value: [{ ...action, status: 'Parked', lastUpdateTimeUtc: '2019-01-02T14:41:00Z' }] },
    });
    expect((await reader.actions({}, signal))[0]).toMatchObject({
      state: 'unknown',
      updatedAt: '2019-01-02T14:41:00Z',
      commands: [],
    });
    expect(await reader.action('00000000-0000-0000-0000-000000000000', signal)).toBeNull();
  });

  it('is asked for by device, state and time, and stands newest first', async () => {
    const later = { ...action, id: 'later', creationDateTimeUtc: '2019-01-02T14:39:38.3Z' };
    const without = { ...action, id: 'without', creationDateTimeUtc: null };
    defender.on('GET /api/machineactions', { json: { value: [without, action, later] } });
    const found = await reader.actions(
      { deviceId: id, open: true, since: '2019-01-02T15:00:00+01:00' },
      signal,
    );
    expect(found.map((one) => one.id)).toEqual(['later', actionId, 'without']);
    expect(decodeURIComponent(defender.seen[0]?.path ?? '')).toBe(
      `/api/machineactions?$filter=machineId eq '${id}' and (status eq 'Pending' or status eq 'InProgress') and creationDateTimeUtc ge 2019-01-02T14:00:00.000Z`,
    );
  });
});
