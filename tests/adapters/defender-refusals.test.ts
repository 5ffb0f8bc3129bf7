import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defenderDeviceReader } from '../../lib/adapters/defender/device-reader.ts';
import { defenderDeviceResponder } from '../../lib/adapters/defender/device-responder.ts';
import { CustodyError, type CustodyErrorCode } from '../../lib/custody/custody-error.ts';
import { type ScriptedDefender, startScriptedDefender } from '../support/scripted-defender.ts';
import { type ScriptedService, startScriptedService } from '../support/scripted-service.ts';

const signal = new AbortController().signal;
const id = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const comment = 'why [holdfast:1]';
let service: ScriptedDefender;

beforeAll(async () => {
  service = await startScriptedDefender();
});

beforeEach(() => service.clear());
afterAll(() => service.close());

describe('a refusal', () => {
  const ask = () => service.collector().collectPackage(id, comment, signal);
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
    const refused = await service
      .responder()
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
      service
        .responder()
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
