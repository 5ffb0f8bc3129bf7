import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wholeBlobs } from '../../lib/adapters/azure/whole-blob.ts';
import { cloudCertificates } from '../../lib/embedded/cloud/certificates.ts';

const blob = randomBytes(90_000);
const signal = new AbortController().signal;
const credential = (token: string) => ({
  getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});
const read = wholeBlobs(credential('a-token'));

type Answer = (socket: tls.TLSSocket, request: string) => void;
let server: tls.Server;
let home: string;
let answers: Answer[]; // of the next requests in their order; behind them `whole`
let requests: string[];
let connections: number;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'holdfast-whole-'));
  await mkdir(join(home, 'tls'));
  const { caFile, key, cert } = await cloudCertificates(join(home, 'tls'), new Date());
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(caFile, 'utf8')]);
  server = tls.createServer({ key, cert }, (socket) => {
    connections += 1;
    let heard = '';
    socket.on('error', () => undefined); // the other side may end it at any time
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (!heard.endsWith('\r\n\r\n')) return;
      requests.push(heard);
      heard = '';
      (answers.shift() ?? whole)(socket, requests.at(-1) ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  [answers, requests, connections] = [[], [], 0];
});

afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

const head = (length: number, more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n${more}\r\n`;
const whole: Answer = (socket) => void socket.write(Buffer.concat([Buffer.from(head(blob.length)), blob]));
const says =
  (text: string, end = false): Answer =>
  (socket) =>
    void (end ? socket.end(text) : socket.write(text));

function url(path = 'a%20blob'): string {
  return `https://localhost:${(server.address() as AddressInfo).port}/anchors/${path}`;
}

describe('A whole blob', () => {
  it('comes with the token and the version of the service, blob after blob over one connection', async () => {
    for (let i = 0; i < 5; i += 1) expect(await read(url(), signal)).toEqual(blob);
    expect(connections).toBeLessThanOrEqual(1); // one may be left over from before
    expect(requests).toHaveLength(5);
    expect(requests[0]).toMatch(/^GET \/anchors\/a%20blob HTTP\/1\.1\r\nHost: localhost:\d+\r\n/);
    expect(requests[0]?.toLowerCase()).toContain('authorization: bearer a-token\r\n');
    expect(requests[0]).toContain('x-ms-version: 2023-11-03\r\n');
    const fields = requests.map((request) => request.replace(/x-ms-client-request-id: .+/, ''));
    expect(fields.map((one) => one.split('\r\n').toSorted())).toEqual(
      fields.map(() => fields[0]?.split('\r\n').toSorted()),
    );
    const ids = requests.map((request) => /x-ms-client-request-id: ([0-9a-f-]{36})\r/.exec(request)?.[1]);
    expect(new Set(ids).size).toBe(5);
    expect(ids).not.toContain(undefined);
  });

  it('is asked for with the token of its own reader, whoever read before', async () => {
    const other = wholeBlobs(credential('another-token'));
    for (const one of [read, other, read, other]) expect(await one(url(), signal)).toEqual(blob);
    expect(requests.map((request) => /bearer (\S+)/i.exec(request)?.[1])).toEqual([
      'a-token',
      'another-token',
      'a-token',
      'another-token',
    ]);
  });

  it('is read after a token that the service no longer takes', async () => {
    let token = 'an-old-token';
    const getToken = async () => ({ token, expiresOnTimestamp: Date.now() + 500 });
    const renewing = wholeBlobs({ getToken });
    expect(await renewing(url(), signal)).toEqual(blob);
    token = 'a-new-token';
    const onlyNew: Answer = (socket, request) =>
      request.includes('a-new-token')
        ? whole(socket, request)
        : says('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')(socket, request);
    answers.push(onlyNew, onlyNew, onlyNew);
    for (let i = 0; i < 2; i += 1) expect(await renewing(url(), signal)).toEqual(blob);
    expect(requests.map((request) => /bearer (\S+)/i.exec(request)?.[1])).toEqual([
      'an-old-token',
      'an-old-token',
      'a-new-token',
      'a-new-token',
    ]);
  });

  it('comes whole in however many pieces head and body arrive', async () => {
    const bytes = Buffer.concat([Buffer.from(head(blob.length)), blob]);
    answers.push(async (socket) => {
      const cuts = [
        0,
        1,
        20,
        head(blob.length).length - 1,
        head(blob.length).length + 1,
        50_000,
        bytes.length,
      ];
      for (const [i, from] of cuts.entries()) {
        socket.write(bytes.subarray(from, cuts[i + 1] ?? bytes.length));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    expect(await read(url(), signal)).toEqual(blob);
    expect(requests).toHaveLength(1);
  });

  it('comes empty where it is empty', async () => {
    answers.push(says(head(0)));
    expect(await read(url(), signal)).toHaveLength(0);
  });

  it('comes over another connection after the service has closed one', async () => {
    answers.push((socket) => void socket.end(Buffer.concat([Buffer.from(head(blob.length)), blob])));
    expect(await read(url(), signal)).toEqual(blob);
    expect(await read(url(), signal)).toEqual(blob);
  });

  it.each([
    ['a body cut off', says(`${head(1000)}only this`, true)],
    ['no answer at all', says('', true)],
    ['two lengths', says(`${head(3, 'Content-Length: 4\r\n')}abcd`)],
    ['no length', says('HTTP/1.1 200 OK\r\n\r\nabc', true)],
    ['a body in chunks', says('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n')],
    ['a body that is encoded', says(`${head(3, 'Content-Encoding: gzip\r\n')}abc`)],
    ['more than it announced', says(`${head(3)}abcd`)],
    ['a part of it', says('HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc')],
    ['words that are not HTTP', says('+OK ready\r\n\r\n')],
    ['a head without an end', says(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(5000)}`)],
  ] as const)('is asked for again in the ordinary way after %s', async (_, answer) => {
    answers.push(answer);
    expect(await read(url(), signal)).toEqual(blob);
    expect(requests).toHaveLength(2);
  });

  it('is refused with what the service said, in its words', async () => {
    const refusal =
      'HTTP/1.1 403 Forbidden\r\nx-ms-error-code: AuthorizationPermissionMismatch\r\nContent-Length: 60\r\n\r\n';
    const words = '<Error><Message>You may not read this.</Message></Error>    ';
    answers.push(says(refusal + words), says(refusal + words));
    await expect(read(url(), signal)).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationPermissionMismatch',
      message: 'You may not read this.',
    });
  });

  it('is given up at once when nobody waits for it any more', async () => {
    const waiting = new AbortController();
    answers.push(() => waiting.abort());
    await expect(read(url(), waiting.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(requests).toHaveLength(1);
  });

  it('is not asked for from a service whose certificate nobody vouches for', async () => {
    const trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates(tls.getCACertificates('bundled'));
    const fresh = url().replace('localhost', '127.0.0.1'); // over no connection from before
    await expect(read(fresh, AbortSignal.timeout(300))).rejects.toThrow();
    expect(requests).toHaveLength(0);
    tls.setDefaultCACertificates(trusted);
    expect(await read(fresh, signal)).toEqual(blob);
  });
});
