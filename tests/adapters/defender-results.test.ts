import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defenderDeviceReader } from '../../lib/adapters/defender/device-reader.ts';
import type { DeviceReader, DeviceResult } from '../../lib/ports/device-response.ts';
import { type ScriptedService, startScriptedService } from '../support/scripted-service.ts';

const signal = new AbortController().signal;
const actionId = '5382f7ea-7557-4ab7-9782-d50480024a4e';
let defender: ScriptedService;
let reader: DeviceReader;

beforeAll(async () => {
  defender = await startScriptedService();
  reader = defenderDeviceReader(defender.config);
});
beforeEach(() => defender.clear());
afterAll(() => defender.close());

describe('a result', () => {
  const packageUri = `GET /api/machineactions/${actionId}/getPackageUri`;
  const resultLink = `GET /api/machineactions/${actionId}/GetLiveResponseResultDownloadLink(index=1)`;
  const secret = 'sig=VERYSECRET';

  it('is null while Defender has none to give', async () => {
    expect(await reader.openPackage(actionId, signal)).toBeNull();
    defender.on(resultLink, { json: { value: null } });
    expect(await reader.openCommandResult(actionId, 1, signal)).toBeNull();
    defender.on(resultLink, { json: { value: `${defender.endpoint}/gone?${secret}` } });
    expect(await reader.openCommandResult(actionId, 1, signal)).toBeNull();
    expect(defender.taken).toEqual(['package-link', 'result-link', 'result-link']);
  });

  it('is fetched from a link in quotation marks and without a token, and only its host is said', async () => {
    defender.on(packageUri, {
      json: { value: `"${defender.endpoint}/safedownload/p.zip?token=VERYSECRET"` },
      headers: { 'x-ms-request-id': 'r-1' },
    });
    defender.on('GET /safedownload/p.zip', { body: 'PK' });
    const result = await reader.openPackage(actionId, signal);
    expect(result).toMatchObject({
      sizeBytes: 2n,
      host: new URL(defender.endpoint).host,
      azure: [{ operation: 'GET package-link', requestId: 'r-1' }],
    });
    expect(String(await bytesOf(result))).toBe('PK');
    expect(defender.seen[1]).toMatchObject({
      path: '/safedownload/p.zip?token=VERYSECRET',
      authorization: null,
    });
    expect(
      JSON.stringify(result, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('SECRET');
  });

  it('has the bytes of the wire, packed or not, and no size that nobody announced', async () => {
    const packed = gzipSync('evidence');
    defender.on(resultLink, { json: { value: `${defender.endpoint}/b?${secret}` } });
    defender.on('GET /b', { body: packed, headers: { 'content-encoding': 'gzip' } });
    expect(await bytesOf(await reader.openCommandResult(actionId, 1, signal))).toEqual(packed);
    defender.on('GET /b', { body: packed, cut: true });
    expect((await reader.openCommandResult(actionId, 1, signal))?.sizeBytes).toBeNull();
  });

  it('that breaks off is no result', async () => {
    defender.on(resultLink, { json: { value: `${defender.endpoint}/b?${secret}` } });
    defender.on('GET /b', { body: 'half', headers: { 'content-length': '8' }, cut: true });
    const half = await reader.openCommandResult(actionId, 1, signal);
    expect(half?.sizeBytes).toBe(8n);
    await expect(bytesOf(half)).rejects.toMatchObject({ code: 'cloud-unavailable' });
  });

  it('is followed on its own host and nowhere else, and no failure names the link', async () => {
    const port = new URL(defender.endpoint).port;
    defender.on(resultLink, { json: { value: `${defender.endpoint}/a?${secret}` } });
    defender.on('GET /a', { status: 302, headers: { location: '/b' } });
    defender.on('GET /b', { body: 'moved' });
    expect(String(await bytesOf(await reader.openCommandResult(actionId, 1, signal)))).toBe('moved');
    const failures: unknown[] = [];
    const attempt = async () =>
      failures.push(await reader.openCommandResult(actionId, 1, signal).catch((error: unknown) => error));
    for (const location of [`http://localhost:${port}/b?${secret}`, '/a', `ftp://127.0.0.1/?${secret}`]) {
      defender.on('GET /a', { status: 302, headers: { location } });
      await attempt();
    }
    for (const link of [
      `http://localhost:${port}/b?${secret}`,
      `file:///etc/passwd?${secret}`,
      `https://u:p@h/?${secret}`,
      `https://u@h/?${secret}`,
      secret,
    ]) {
      defender.on(resultLink, { json: { value: link } });
      await attempt();
    }
    expect(failures).toHaveLength(8);
    for (const failure of failures) expect(failure).toMatchObject({ code: 'cloud-refused' });
    defender.on(resultLink, { json: { value: `${defender.endpoint}/c?${secret}` } });
    defender.on('GET /c', { status: 403, body: secret });
    await attempt();
    expect(failures.at(-1)).toMatchObject({ code: 'cloud-unavailable' });
    defender.on(resultLink, { json: { value: [secret] } });
    await attempt();
    for (const failure of failures) expect(said(failure)).not.toContain('SECRET');
  });
});

describe('a file', () => {
  it('has its reputation, and how many devices and alerts of the organisation know it', async () => {
    const sha1 = '4388963aaa83afe2042a46a3c017ad50bdcdafb3';
    defender.on(`GET /api/files/${sha1}`, {
      json: {
        sha1,
        determinationType: 'Unknown',
        globalPrevalence: '180022',
        size: 22_139_496,
        isValidCertificate: false,
        signer: null,
      },
    });
    defender.on(`GET /api/files/${sha1}/stats`, { json: { sha1, organizationPrevalence: 3 } });
    defender.on(`GET /api/files/${sha1}/alerts`, { json: { value: [{}, {}] } });
    expect(await reader.file(sha1, signal)).toMatchObject({
      globalPrevalence: 180_022,
      sizeBytes: '22139496',
      validCertificate: false,
      signer: null,
      organisationDevices: 3,
      organisationAlerts: 2,
    });
    expect(await reader.file('0'.repeat(64), signal)).toBeNull();
  });
});

async function bytesOf(result: DeviceResult | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of result?.bytes ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Everything that a log could make of an error. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${said(error.cause ?? '')}`;
}
