import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/adapters/node/clock.ts';
import { rfc3161TimestampAuthority } from '../../lib/adapters/rfc3161/timestamp-authority.ts';
import type { TimestampAuthority } from '../../lib/ports/timestamp-authority.ts';
import { timestampAuthorities } from '../../lib/runtime/timestamp-authorities.ts';
import { certificatesOfPem } from '../../lib/timestamp/pem.ts';
import { verifyTimestamp } from '../../lib/timestamp/verify-timestamp.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

const sha256 = createHash('sha256').update('a checkpoint').digest();
const signal = new AbortController().signal;

let cloud: TestCloud;
let authorities: readonly TimestampAuthority[];

beforeAll(async () => {
  cloud = await startTestCloud();
  authorities = await timestampAuthorities(settings(), systemClock());
});
afterEach(async () => {
  await cloud.admin('DELETE', '/faults');
  await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
});
afterAll(async () => await cloud.dispose());

function settings() {
  return {
    HOLDFAST_MODE: 'embedded',
    HOLDFAST_TIMESTAMP_AUTHORITIES: cloud.endpoints.timestampAuthorities,
    HOLDFAST_TIMESTAMP_ROOTS_FOLDER: cloud.endpoints.timestampRootsFolder,
    HOLDFAST_TIMESTAMP_POLICIES: {},
  } as const;
}

function roots(name: string) {
  return certificatesOfPem(readFileSync(join(cloud.endpoints.timestampRootsFolder, `${name}.pem`), 'utf8'));
}

function authority(name: string): TimestampAuthority {
  const found = authorities.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no authority ${name}.`);
  return found;
}

async function fault(operation: string, body: Record<string, unknown>): Promise<void> {
  await cloud.admin('POST', '/faults', { operation, fault: body });
}

describe('the embedded authorities', () => {
  it('are two, and each stamps with a key and a root of its own', async () => {
    expect(authorities.map((one) => one.name)).toEqual(['embedded-ec', 'embedded-rsa']);
    expect(authorities.map((one) => one.address)).toEqual(
      Object.values(cloud.endpoints.timestampAuthorities),
    );
    const stamps = await Promise.all(authorities.map((one) => one.stamp(sha256, signal)));
    expect(stamps.map((one) => [one.facts.policy, one.facts.accuracyMs, one.facts.anomaly])).toEqual([
      ['2.999.3161.1', 1000, null],
      ['2.999.3161.2', 1500, null],
    ]);
    expect(new Set(stamps.map((one) => one.facts.authority.rootSha256)).size).toBe(2);
  });

  it('give an answer that can be kept and verified again from its bytes', async () => {
    const { response, nonce, facts } = await authority('embedded-ec').stamp(sha256, signal);
    const again = { token: response, stamped: { sha256 }, nonce, policies: null, now: null };
    expect(await verifyTimestamp({ ...again, roots: roots('embedded-ec') })).toEqual(facts);
    await expect(verifyTimestamp({ ...again, roots: roots('embedded-rsa') })).rejects.toThrow(
      'does not lead to a root that is trusted',
    );
  });

  it('never give a serial number twice, also not after a restart, and ask with a new nonce each time', async () => {
    const take = async () => await authority('embedded-rsa').stamp(sha256, signal);
    const before = [await take(), await take()];
    cloud = await cloud.restart();
    authorities = await timestampAuthorities(settings(), systemClock());
    const all = [...before, await take(), await take()];
    expect(new Set(all.map((one) => one.facts.serial)).size).toBe(4);
    expect(new Set(all.map((one) => one.nonce)).size).toBe(4);
  });

  it('state their own time: one that does not fit the clock here comes back as an anomaly', async () => {
    await cloud.admin('PUT', '/clock', { skewSeconds: -7200 });
    const { facts } = await authority('embedded-ec').stamp(sha256, signal);
    expect(facts.anomaly).toMatch(/^The authority's time .* is 7\d\d\d s behind the clock here\.$/);
  });
});

describe('the client refuses', () => {
  it.each([
    ['wrong-nonce', 'cloud-refused', 'repeats another nonce'],
    ['no-nonce', 'cloud-refused', 'does not repeat the nonce'],
    ['wrong-imprint', 'cloud-refused', 'over other bytes'],
    ['refusal', 'cloud-refused', 'status 2 (rejection): systemFailure'],
    ['expired-certificate', 'cloud-refused', 'was not valid at'],
    ['wrong-purpose', 'cloud-refused', 'is not for time stamps alone'],
    ['oversized', 'cloud-refused', 'more than 65536 bytes'],
    ['nonsense', 'cloud-refused', 'does not hold'],
    ['wrong-type', 'cloud-refused', 'no time-stamp reply'],
  ])('the answer “%s” of either authority', async (how, code, message) => {
    for (const one of authorities) {
      await fault(`Timestamp_${one.name}`, { kind: 'lie', how });
      await expect(one.stamp(sha256, signal)).rejects.toMatchObject({
        name: 'CustodyError',
        code,
        message: expect.stringMatching(new RegExp(`^The time-stamp authority ${one.name} .*\\.$`)),
      });
      await fault(`Timestamp_${one.name}`, { kind: 'lie', how });
      await expect(one.stamp(sha256, signal)).rejects.toThrow(message);
    }
  });

  it('a refused, a busy and a broken authority, each with what asking again would do', async () => {
    const status = { kind: 'status', code: 'x', message: 'x' };
    for (const [number, code] of [
      [403, 'cloud-refused'],
      [429, 'throttled'],
      [503, 'cloud-unavailable'],
    ] as const) {
      await fault('Timestamp_embedded-ec', { ...status, status: number });
      const message = expect.stringContaining(`HTTP ${number}`);
      await expect(authority('embedded-ec').stamp(sha256, signal)).rejects.toMatchObject({ code, message });
    }
    await fault('Timestamp_embedded-ec', { kind: 'drop', afterBytes: 0 });
    await expect(authority('embedded-ec').stamp(sha256, signal)).rejects.toMatchObject({
      code: 'cloud-unavailable',
      message: 'The time-stamp authority embedded-ec cannot be reached.',
    });
  });

  it('to wait longer than it was told, or longer than the caller does', async () => {
    const url = cloud.endpoints.timestampAuthorities['embedded-ec'] ?? '';
    const options = { name: 'slow', url, roots: roots('embedded-ec'), policies: null, clock: systemClock() };
    await fault('Timestamp_embedded-ec', { kind: 'delay', ms: 60_000 });
    const hasty = rfc3161TimestampAuthority({ ...options, timeoutMs: 250 });
    await expect(hasty.stamp(sha256, signal)).rejects.toMatchObject({
      code: 'cloud-unavailable',
      message: 'The time-stamp authority slow did not answer within 0.25 seconds.',
    });
    await fault('Timestamp_embedded-ec', { kind: 'delay', ms: 60_000 });
    const leaving = new AbortController();
    const reason = new Error('The worker is asked to stop.');
    setTimeout(() => leaving.abort(reason), 100);
    await expect(authority('embedded-ec').stamp(sha256, leaving.signal)).rejects.toBe(reason);
  });

  it('another policy than the configured one', async () => {
    const named = { ...settings(), HOLDFAST_TIMESTAMP_POLICIES: { 'embedded-ec': '2.999.7' } };
    const [one] = await timestampAuthorities(named, systemClock());
    await expect(one?.stamp(sha256, signal)).rejects.toThrow('unacceptedPolicy');
  });
});

describe('an answer without end', () => {
  let server: Server;
  let url: string;
  let wasCut: Promise<void>;
  beforeAll(async () => {
    wasCut = new Promise((cut) => {
      server = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
        const timer = setInterval(() => response.write(Buffer.alloc(16_384)), 5);
        response.once('close', () => {
          clearInterval(timer);
          cut();
        });
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('is left as soon as it is too large', async () => {
    const clock = systemClock();
    const one = rfc3161TimestampAuthority({ name: 'endless', url, roots: [], policies: null, clock });
    await expect(one.stamp(sha256, signal)).rejects.toThrow('more than 65536 bytes');
    await wasCut;
  });
});

describe('settings', () => {
  it('without authorities give none', async () => {
    const none = { ...settings(), HOLDFAST_TIMESTAMP_AUTHORITIES: {} };
    expect(await timestampAuthorities(none, systemClock())).toEqual([]);
  });

  it('name the authority whose roots are missing or that is this machine in production', async () => {
    const unknown = { ...settings(), HOLDFAST_TIMESTAMP_AUTHORITIES: { other: 'http://tsa.example' } };
    await expect(timestampAuthorities(unknown, systemClock())).rejects.toThrow(
      /^The roots of the time-stamp authority other \(.*other\.pem\) cannot be used: ENOENT/,
    );
    const { HOLDFAST_TIMESTAMP_ROOTS_FOLDER: _folder, ...withoutRoots } = settings();
    await expect(timestampAuthorities(withoutRoots, systemClock())).rejects.toThrow(
      'embedded-ec needs HOLDFAST_TIMESTAMP_ROOTS_FOLDER',
    );
    const production = { ...settings(), HOLDFAST_MODE: 'production' } as const;
    await expect(timestampAuthorities(production, systemClock())).rejects.toThrow(
      'embedded-ec must be another machine in production',
    );
  });
});
