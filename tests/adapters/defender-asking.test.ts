import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defenderDeviceLibrary } from '../../lib/adapters/defender/device-library.ts';
import { graphHunting } from '../../lib/adapters/graph/hunting.ts';
import { type ScriptedDefender, startScriptedDefender } from '../support/scripted-defender.ts';

const signal = new AbortController().signal;
const id = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const comment = 'why [holdfast:1]';
const created = { id: 'a-1', type: 'Isolate', status: 'Pending', machineId: id, requestorComment: comment };
const library = () => defenderDeviceLibrary(service.config);
const hunting = () => graphHunting(service.config);
let service: ScriptedDefender;

beforeAll(async () => {
  service = await startScriptedDefender();
});

beforeEach(() => service.clear());
afterAll(() => service.close());

describe('what a device is asked to do', () => {
  it.each([
    ['collectInvestigationPackage', 201, {}, () => service.collector().collectPackage(id, comment, signal)],
    [
      'isolate',
      201,
      { IsolationType: 'Selective' },
      () => service.responder().isolate(id, 'Selective', comment, signal),
    ],
    ['unisolate', 200, {}, () => service.responder().release(id, comment, signal)],
    [
      'runAntiVirusScan',
      201,
      { ScanType: 'Quick' },
      () => service.responder().scan(id, 'Quick', comment, signal),
    ],
    [
      'StopAndQuarantineFile',
      201,
      { Sha1: 'ab' },
      () => service.responder().stopAndQuarantine(id, 'ab', comment, signal),
    ],
    ['restrictCodeExecution', 201, {}, () => service.responder().restrict(id, comment, signal)],
    ['unrestrictCodeExecution', 201, {}, () => service.responder().unrestrict(id, comment, signal)],
  ])('%s, answered with %i, is one request with Microsoft’s own names', async (verb, status, more, ask) => {
    const headers = { 'x-ms-request-id': 'r-1' };
    service.on(`POST /api/machines/${id}/${verb}`, { status, json: created, headers });
    expect(await ask()).toMatchObject({
      value: { id: 'a-1', state: 'pending', comment },
      azure: [{ operation: `POST machines/${verb}`, requestId: 'r-1' }],
    });
    expect(service.seen.map(({ body }) => JSON.parse(body))).toEqual([{ Comment: comment, ...more }]);
    expect(service.taken).toEqual(['machine-actions']);
  });

  it('a live response has its commands in Microsoft’s order, without what is not given', async () => {
    service.on(`POST /api/machines/${id}/runliveresponse`, { json: created });
    const steps = [
      { type: 'PutFile', fileName: 'tool.exe' },
      { type: 'RunScript', scriptName: 'a.ps1', args: null },
      { type: 'RunScript', scriptName: 'b.ps1', args: '-x 1' },
      { type: 'GetFile', path: 'C:\\temp\\out.zip' },
    ] as const;
    await service.collector().runLiveResponse(id, steps, comment, signal);
    expect(JSON.parse(service.seen[0]?.body ?? '')).toEqual({
      Comment: comment,
      Commands: [
        { type: 'PutFile', params: [{ key: 'FileName', value: 'tool.exe' }] },
        { type: 'RunScript', params: [{ key: 'ScriptName', value: 'a.ps1' }] },
        {
          type: 'RunScript',
          params: [
            { key: 'ScriptName', value: 'b.ps1' },
            { key: 'Args', value: '-x 1' },
          ],
        },
        { type: 'GetFile', params: [{ key: 'Path', value: 'C:\\temp\\out.zip' }] },
      ],
    });
    expect(service.taken).toEqual(['run-live-response']);
    for (const bad of [[], steps.toReversed()])
      await expect(service.collector().runLiveResponse(id, bad, comment, signal)).rejects.toMatchObject({
        code: 'invalid-input',
      });
    expect(service.seen).toHaveLength(1);
  });

  it('a cancellation tells what stands now; one of an unknown action is refused', async () => {
    service.on('POST /api/machineactions/a-1/cancel', { json: { ...created, status: 'Pending' } });
    expect((await service.collector().cancel('a-1', comment, signal)).value.state).toBe('pending');
    await expect(service.responder().cancel('a-2', comment, signal)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('a file becomes an indicator; one that only audits raises an alert, as Microsoft demands', async () => {
    service.on('POST /api/indicators', { json: { id: 995 } });
    const indicator = { sha256: 'f'.repeat(64), title: 't', description: 'd', expiresAt: null } as const;
    const added = await service.responder().addFileIndicator({ ...indicator, action: 'Audit' }, signal);
    expect(added.value).toEqual({ id: '995' });
    await service
      .responder()
      .addFileIndicator({ ...indicator, action: 'Allowed', expiresAt: '2030-01-01T00:00:00Z' }, signal);
    const common = {
      indicatorValue: 'f'.repeat(64),
      indicatorType: 'FileSha256',
      title: 't',
      description: 'd',
    };
    expect(service.seen.map(({ body }) => JSON.parse(body))).toEqual([
      { ...common, action: 'Audit', generateAlert: true },
      { ...common, action: 'Allowed', expirationTime: '2030-01-01T00:00:00Z' },
    ]);
  });
});

describe('the library', () => {
  const listed = { fileName: 'a.ps1', sha256: 'AB'.repeat(32), description: null, hasParameters: 'true' };

  it('lists its files, takes one with its bytes, and says whether one was removed', async () => {
    service.on('GET /api/libraryfiles', {
      json: { value: [{ ...listed, creationTime: '2018-11-01T18:38:25.4Z' }] },
    });
    expect(await library().files(signal)).toMatchObject([
      {
        fileName: 'a.ps1',
        sha256: 'ab'.repeat(32),
        hasParameters: true,
        createdAt: '2018-11-01T18:38:25.4Z',
        createdBy: null,
      },
    ]);
    service.on('POST /api/libraryfiles', { json: listed });
    const file = {
      fileName: 'a.ps1',
      bytes: Buffer.from('Get-Date\n'),
      description: 'd',
      parametersDescription: 'p',
      replace: true,
    };
    expect((await library().put(file, signal)).value.sha256).toBe('ab'.repeat(32));
    const sent = service.seen.at(-1);
    expect(sent?.type).toMatch(/^multipart\/form-data; boundary=/);
    for (const part of [
      'name="file"; filename="a.ps1"',
      'Get-Date\n',
      'name="Description"\r\n\r\nd',
      'name="HasParameters"\r\n\r\ntrue',
      'name="ParametersDescription"\r\n\r\np',
      'name="OverrideIfExists"\r\n\r\ntrue',
    ])
      expect(sent?.body).toContain(part);
    service.on('DELETE /api/libraryfiles/a.ps1', { status: 204 });
    expect((await library().remove('a.ps1', signal)).value).toEqual({ removed: true });
    expect((await library().remove('b.ps1', signal)).value).toEqual({ removed: false });
  });

  it('is not asked to take a file with a strange name or over 20 MB', async () => {
    const file = { bytes: Buffer.from('x'), description: '', parametersDescription: null, replace: false };
    for (const fileName of ['a b.ps1', '..', '../a.ps1', 'ä.ps1', ''])
      await expect(library().put({ ...file, fileName }, signal)).rejects.toMatchObject({
        code: 'invalid-input',
      });
    const large = { ...file, fileName: 'a', bytes: Buffer.alloc(20 * 1024 * 1024 + 1) };
    await expect(library().put(large, signal)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(service.seen).toEqual([]);
  });
});

describe('hunting', () => {
  const query = 'POST /v1.0/security/runHuntingQuery';

  it('gives columns and rows, whichever way Microsoft writes a column', async () => {
    const schema = [
      { name: 'Timestamp', type: 'DateTime' },
      { Name: 'Count', Type: 'Int64' },
    ];
    service.on(query, {
      json: { schema, results: [{ Timestamp: '2026-01-01T00:00:00Z', Count: 3 }] },
      headers: { 'request-id': 'g-1' },
    });
    expect(await hunting().run('DeviceInfo | count', 'P7D', signal)).toEqual({
      value: {
        columns: [
          { name: 'Timestamp', type: 'DateTime' },
          { name: 'Count', type: 'Int64' },
        ],
        rows: [{ Timestamp: '2026-01-01T00:00:00Z', Count: 3 }],
        truncated: false,
      },
      azure: [
        {
          operation: 'POST security/runHuntingQuery',
          requestId: 'g-1',
          correlationId: null,
          clientRequestId: null,
        },
      ],
    });
    expect(JSON.parse(service.seen[0]?.body ?? '')).toEqual({ Query: 'DeviceInfo | count', Timespan: 'P7D' });
    expect(service.seen[0]?.authorization).toBe('Bearer for https://graph.microsoft.com/.default');
  });

  it('says what Microsoft says of a wrong query, and asks nothing about a wrong time', async () => {
    const message = 'A recognition error occurred. Line: 1, Position: 5';
    service.on(query, { status: 400, json: { error: { code: 'BadRequest', message } } });
    await expect(hunting().run('Devicez', 'PT1H', signal)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    });
    for (const timespan of ['P31D', 'PT721H', 'P', 'PT', 'P0D', '7d', 'P1M', '2026-01-01/2026-01-02'])
      await expect(hunting().run('DeviceInfo', timespan, signal)).rejects.toMatchObject({
        code: 'invalid-input',
      });
    expect(service.seen).toHaveLength(1);
  });
});
