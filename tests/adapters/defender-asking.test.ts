import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defenderDeviceCollector } from '../../lib/adapters/defender/device-collector.ts';
import { defenderDeviceLibrary } from '../../lib/adapters/defender/device-library.ts';
import { defenderDeviceReader } from '../../lib/adapters/defender/device-reader.ts';
import { defenderDeviceResponder } from '../../lib/adapters/defender/device-responder.ts';
import { graphHunting } from '../../lib/adapters/graph/hunting.ts';
import { CustodyError, type CustodyErrorCode } from '../../lib/custody/custody-error.ts';
import { type ScriptedService, startScriptedService } from '../support/scripted-service.ts';

const signal = new AbortController().signal;
const id = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const comment = 'why [holdfast:1]';
const created = { id: 'a-1', type: 'Isolate', status: 'Pending', machineId: id, requestorComment: comment };
let service: ScriptedService;

beforeAll(async () => {
  service = await startScriptedService();
});
beforeEach(() => service.clear());
afterAll(() => service.close());

const collector = () => defenderDeviceCollector(service.config);
const responder = () => defenderDeviceResponder(service.config);
const library = () => defenderDeviceLibrary(service.config);
const hunting = () => graphHunting(service.config);

describe('what a device is asked to do', () => {
  it.each([
    ['collectInvestigationPackage', 201, {}, () => collector().collectPackage(id, comment, signal)],
    [
      'isolate',
      201,
      { IsolationType: 'Selective' },
      () => responder().isolate(id, 'Selective', comment, signal),
    ],
    ['unisolate', 200, {}, () => responder().release(id, comment, signal)],
    ['runAntiVirusScan', 201, { ScanType: 'Quick' }, () => responder().scan(id, 'Quick', comment, signal)],
    [
      'StopAndQuarantineFile',
      201,
      { Sha1: 'ab' },
      () => responder().stopAndQuarantine(id, 'ab', comment, signal),
    ],
    ['restrictCodeExecution', 201, {}, () => responder().restrict(id, comment, signal)],
    ['unrestrictCodeExecution', 201, {}, () => responder().unrestrict(id, comment, signal)],
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
    await collector().runLiveResponse(id, steps, comment, signal);
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
      await expect(collector().runLiveResponse(id, bad, comment, signal)).rejects.toMatchObject({
        code: 'invalid-input',
      });
    expect(service.seen).toHaveLength(1);
  });

  it('a cancellation tells what stands now; one of an unknown action is refused', async () => {
    service.on('POST /api/machineactions/a-1/cancel', { json: { ...created, status: 'Pending' } });
    expect((await collector().cancel('a-1', comment, signal)).value.state).toBe('pending');
    await expect(responder().cancel('a-2', comment, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a file becomes an indicator; one that only audits raises an alert, as Microsoft demands', async () => {
    service.on('POST /api/indicators', { json: { id: 995 } });
    const indicator = { sha256: 'f'.repeat(64), title: 't', description: 'd', expiresAt: null } as const;
    const added = await responder().addFileIndicator({ ...indicator, action: 'Audit' }, signal);
    expect(added.value).toEqual({ id: '995' });
    await responder().addFileIndicator(
      { ...indicator, action: 'Allowed', expiresAt: '2030-01-01T00:00:00Z' },
      signal,
    );
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

describe('a refusal', () => {
  const ask = () => collector().collectPackage(id, comment, signal);
  const error = (code: string, message: string | null = null) => ({
    error: { code, message, target: 'c-1' },
  });
  const noLevel =
    "This device has no automation level assigned to it. You'll need to at least enable the minimum Remediation Level for a given Device Group.";

  it.each<[number, unknown, CustodyErrorCode, RegExp]>([
    [
      400,
      error('ActiveRequestAlreadyExists', 'Active request already exists'),
      'conflict',
      /still open on the device/,
    ],
    [400, error('BadRequest', 'Action is already in progress'), 'conflict', /still open on the device/],
    [400, error('OsPlatformNotSupported'), 'not-feasible', /operating system/],
    [400, error('ClientVersionNotSupported'), 'not-feasible', /too old/],
    [400, error('InvalidRequestBody', 'Comment is missing'), 'cloud-refused', /Comment is missing/],
    [400, error('InvalidHashValue'), 'invalid-input', /HTTP 400/],
    [401, error('Unauthorized'), 'cloud-refused', /HTTP 401/],
    [403, error('DisallowedOperation', noLevel), 'not-feasible', /lowest remediation level/],
    [403, error('DisallowedOperation', 'Not on this one'), 'not-feasible', /Not on this one/],
    [403, error('DisabledFeature'), 'not-feasible', /switched off/],
    [403, error('Forbidden'), 'cloud-refused', /own identity lacks a right/],
    [404, error('ResourceNotFound', 'Machine was not found'), 'not-found', /not found/],
    [
      500,
      error('InternalServerError'),
      'cloud-unavailable',
      /could not collect an investigation package \(HTTP 500/,
    ],
    [404, '<html>', 'cloud-unavailable', /HTTP 404/],
    [502, null, 'cloud-unavailable', /HTTP 502/],
  ])('of HTTP %i %j is %s', async (status, json, code, words) => {
    service.on(`POST /api/machines/${id}/collectInvestigationPackage`, { status, json });
    await expect(ask()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
      detail:
        typeof json !== 'object' || json === null
          ? { status }
          : { status, defenderCode: expect.any(String), correlationId: 'c-1' },
    });
    expect(service.paused).toEqual([]);
  });

  it.each([
    ['17', 17],
    ['0', 1],
    ['86400', 300],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30],
    ['Wed, 21 Oct 2026 06:00:00 GMT', 1],
    ['soon', 60],
    [undefined, 60],
  ])('with Retry-After %s makes everybody wait for %i seconds', async (asked, seconds) => {
    const headers = {
      date: 'Wed, 21 Oct 2026 07:28:00 GMT',
      ...(asked === undefined ? {} : { 'retry-after': asked }),
    };
    service.on(`POST /api/machines/${id}/collectInvestigationPackage`, {
      status: 429,
      headers,
      json: error('TooManyRequests'),
    });
    await expect(ask()).rejects.toMatchObject({ code: 'throttled', detail: { retryAfterSeconds: seconds } });
    expect(service.paused).toEqual([{ api: 'machine-actions', seconds }]);
    expect(service.seen).toHaveLength(1); // never repeated by itself
  });

  it('carries no secret and no control character of Microsoft’s words', async () => {
    const message = 'see\u001b[31m https://x.example/a?sig=VERYSECRET Bearer abc.def';
    service.on(`POST /api/machines/${id}/collectInvestigationPackage`, {
      status: 403,
      json: error('Odd', message),
    });
    const refusal: unknown = await ask().catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ message: expect.stringContaining('https://x.example/a') });
    expect(String(refusal)).not.toMatch(/SECRET|abc\.def|\p{Cc}/u);
  });

  it('is told in bounded words, with signs that would act written out', async () => {
    const message = `\u202egpj.exe\u200b ${'far too long '.repeat(10_000)}`;
    const error = { code: `Odd\u202e${'e'.repeat(5_000)}`, message, target: 't'.repeat(5_000) };
    service.on(`POST /api/machines/${id}/unisolate`, { status: 400, json: { error } });
    const refused = await responder()
      .release(id, comment, signal)
      .catch((reason: unknown) => reason as CustodyError);
    if (!(refused instanceof CustodyError)) throw new Error('it was not refused');
    expect(refused.message).toContain('Microsoft says: \\u{202e}gpj.exe\\u{200b} far too long');
    expect(refused.message.length).toBeLessThan(1_000);
    const { defenderCode, correlationId } = refused.detail;
    expect(defenderCode).toMatch(/^Odd\\u\{202e\}e+…$/);
    expect([defenderCode, correlationId].map((one) => String(one).length)).toEqual([100, 100]);
  });

  it('is not what a redirect is: nothing is followed with a token, and an answer without end is no answer', async () => {
    const location = `http://localhost:${new URL(service.endpoint).port}/api`;
    service.on(`POST /api/machines/${id}/collectInvestigationPackage`, {
      status: 307,
      headers: { location },
    });
    await expect(ask()).rejects.toMatchObject({ code: 'cloud-unavailable' });
    service.on(`GET /api/machines/${id}`, { body: Buffer.alloc(5 * 1024 * 1024, 32) });
    const reader = defenderDeviceReader(service.config);
    await expect(reader.device(id, signal)).rejects.toMatchObject({
      code: 'cloud-unavailable',
      message: expect.stringContaining('longer'),
    });
    expect(service.seen).toHaveLength(2);
  });

  it('to give a token, or silence of the host, is said without what was sent', async () => {
    const failing = { getToken: async () => Promise.reject(new Error('secret header')) };
    const refused = await defenderDeviceReader({ ...service.config, credential: failing })
      .devices(signal)
      .catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: 'cloud-unavailable' });
    expect(String(refused)).not.toContain('secret');
    const nobody = { ...service.config, endpoint: 'http://127.0.0.1:9' };
    await expect(defenderDeviceReader(nobody).devices(signal)).rejects.toMatchObject({
      code: 'cloud-unavailable',
    });
    expect(service.taken).toEqual(['machines']); // the token comes before the place
  });
});

describe('a request for an act', () => {
  it('is known not to have left where nobody listens or no token is had, and not where an answer is missing', async () => {
    const isolate = (config: ScriptedService['config']) =>
      defenderDeviceResponder(config)
        .isolate(id, 'Full', comment, signal)
        .catch((error: CustodyError) => error.detail.reached);
    const { endpoint, close } = await startScriptedService();
    await close();
    expect(await isolate({ ...service.config, endpoint })).toBe(false);
    const credential = { getToken: async () => Promise.reject(new Error('no')) };
    expect(await isolate({ ...service.config, credential })).toBe(false);
    service.on(`POST /api/machines/${id}/isolate`, { status: 503, body: 'later' });
    expect(await isolate(service.config)).toBeUndefined();
    service.on(`POST /api/machines/${id}/isolate`, { status: 201, body: '{"id":', cut: true });
    expect(await isolate(service.config)).toBeUndefined();
  });

  it('may have left where the way broke after the connection was open', async () => {
    const failing = (syscall: string) =>
      vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(
        new TypeError('fetch failed', {
          cause: Object.assign(new Error('no way'), { code: 'EHOSTUNREACH', syscall }),
        }),
      );
    const reached = () =>
      responder()
        .isolate(id, 'Full', comment, signal)
        .catch(({ detail }: CustodyError) => detail.reached);
    for (const [syscall, said] of [
      ['connect', false],
      ['read', undefined],
    ] as const) {
      const spy = failing(syscall);
      expect(await reached()).toBe(said);
      spy.mockRestore();
    }
  });
});

describe('a place among the allowed calls', () => {
  const waiting = (waits: number[]) => ({
    ...service.config,
    budget: { ...service.config.budget, take: async () => ({ waitMs: waits.shift() ?? 0 }) },
  });

  it('is waited for when it is near, and the call follows', async () => {
    service.on('GET /api/machines', { json: { value: [] } });
    expect(await defenderDeviceReader(waiting([20, 10])).devices(signal)).toEqual([]);
  });

  it('is not waited for beyond a minute or beyond the caller’s time; an abort stays an abort', async () => {
    const far = { code: 'throttled', detail: { retryAfterSeconds: 61 } };
    await expect(defenderDeviceReader(waiting([60_500])).devices(signal)).rejects.toMatchObject(far);
    const brief = AbortSignal.timeout(20);
    await expect(defenderDeviceReader(waiting([5_000])).devices(brief)).rejects.toMatchObject({
      code: 'throttled',
      detail: { retryAfterSeconds: 5 },
    });
    const stopping = new AbortController();
    const pending = defenderDeviceReader(waiting([5_000])).devices(stopping.signal);
    setTimeout(() => stopping.abort(), 20);
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    expect(service.seen).toEqual([]);
  });
});
