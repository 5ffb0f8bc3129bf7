import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpWitness } from '../../lib/adapters/witness/http-witness.ts';
import { openNote } from '../../lib/ledger/signed-note.ts';
import { parseVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { witnessKey } from '../../lib/witness/witness-key.ts';
import { type History, history, logKey } from '../support/small-log.ts';
import { startWitness, type WitnessHouse, witnessFolder } from '../support/witness-house.ts';

const origin = 'log.example/1';
const key = logKey(origin);
const log = history(origin, key);
const second = log.fork(4, 'another story');
const never = new AbortController().signal;

function submission(of: History, oldSize: number, size: number) {
  const asked: bigint[] = [];
  const proof = async (from: bigint) => {
    asked.push(from);
    return await of.proof(Number(from), size);
  };
  return { asked, oldSize: BigInt(oldSize), proof, checkpoint: of.note(size) };
}

describe('asking a witness', () => {
  let place: ReturnType<typeof witnessFolder>;
  let house: WitnessHouse;
  const client = (url = house.url) =>
    httpWitness({ name: 'w1', vkey: house.witness.vkey, url, timeoutMs: 5_000 });

  beforeEach(async () => {
    place = witnessFolder();
    house = await startWitness({ folder: place.folder, vkeys: [key.vkey] });
  });
  afterEach(async () => {
    await house.close();
    place.remove();
  });

  it('gives a signature line that completes the checkpoint', async () => {
    const given = await client(`${house.url}/`).cosign(submission(log, 0, 5), never);
    if (given.kind !== 'cosigned') throw new Error(given.kind);
    const keys = [parseVerifierKey(key.vkey), parseVerifierKey(house.witness.vkey)];
    expect(openNote(`${log.note(5)}${given.line}\n`, keys).signedBy).toHaveLength(2);
    expect(Math.abs(Number(given.time) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('is done once more with another proof when the witness holds a smaller or a larger part', async () => {
    await client().cosign(submission(log, 0, 5), never);
    const less = submission(log, 0, 9);
    expect((await client().cosign(less, never)).kind).toBe('cosigned');
    expect(less.asked).toEqual([0n, 5n]);
    const more = submission(log, 7, 12);
    expect((await client().cosign(more, never)).kind).toBe('cosigned');
    expect(more.asked).toEqual([7n, 9n]);
  });

  it('tells that the witness names less than it cosigned before, and gives it no proof from there on', async () => {
    await client().cosign(submission(log, 0, 5), never);
    const asked = submission(log, 9, 12);
    expect(await client().cosign(asked, never)).toEqual({ kind: 'rolled-back', size: 5n });
    expect(asked.asked).toEqual([9n]);
  });

  it('tells that the witness is ahead of a log that was rolled back', async () => {
    await client().cosign(submission(log, 0, 9), never);
    expect(await client().cosign(submission(log, 5, 7), never)).toEqual({ kind: 'ahead', size: 9n });
  });

  it('tells that the witness saw another history, be it as large or smaller', async () => {
    await client().cosign(submission(log, 0, 6), never);
    const contradicted = { kind: 'contradicted', size: 6n };
    expect(await client().cosign(submission(second, 6, 9), never)).toEqual(contradicted);
    expect(await client().cosign(submission(second, 0, 9), never)).toEqual(contradicted);
    expect(await client().cosign(submission(second, 6, 6), never)).toEqual(contradicted);
    expect(await client().cosign(submission(second, 0, 6), never)).toEqual(contradicted);
  });

  it('says which of our sides is not known there', async () => {
    const stranger = history('other.example', logKey('other.example'));
    expect(await client().cosign(submission(stranger, 0, 3), never)).toMatchObject({
      kind: 'refused',
      status: 404,
    });
    const unsigned = history(origin, logKey(origin));
    expect(await client().cosign(submission(unsigned, 0, 3), never)).toMatchObject({
      kind: 'refused',
      status: 403,
    });
  });

  it('shows what the witness holds, checked against its key', async () => {
    expect(await client().latest(origin, never)).toEqual({ kind: 'nothing' });
    await client().cosign(submission(log, 0, 6), never);
    const view = await client().latest(origin, never);
    expect(view).toMatchObject({ kind: 'holds', size: 6n, root: log.root(6) });
  });

  it('ends with the caller’s own reason when the caller gives up', async () => {
    const given = client().cosign(submission(log, 0, 3), AbortSignal.abort(new Error('the worker stops')));
    await expect(given).rejects.toThrow('the worker stops');
  });
});

describe('a witness that answers badly', () => {
  let place: ReturnType<typeof witnessFolder>;
  let server: Server;
  let own: Awaited<ReturnType<typeof witnessKey>>;
  let other: Awaited<ReturnType<typeof witnessKey>>;

  beforeEach(async () => {
    place = witnessFolder();
    own = await witnessKey(`${place.folder}/own`, 'w.example/1');
    other = await witnessKey(`${place.folder}/other`, 'w.example/1');
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    place.remove();
  });

  async function client(listener: RequestListener, timeoutMs = 5_000) {
    server = createServer((request, response) => {
      request.resume();
      listener(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return httpWitness({ name: 'w1', vkey: own.vkey, url, timeoutMs });
  }
  const saying =
    (status: number, body: string | Buffer, type = 'text/plain'): RequestListener =>
    (_, response) =>
      response.writeHead(status, { 'content-type': type }).end(body);
  const ask = async (listener: RequestListener, timeoutMs?: number) =>
    await (await client(listener, timeoutMs)).cosign(submission(log, 3, 5), never);
  const look = async (listener: RequestListener) => await (await client(listener)).latest(origin, never);

  it.each<[string, () => RequestListener, RegExp]>([
    ['nonsense', () => saying(200, '<html>hello</html>'), /no cosignature/],
    ['nothing', () => saying(200, ''), /no cosignature/],
    [
      'a line by another key of its name',
      () => saying(200, `${other.cosign(log.text(5), 1n)}\n`),
      /No trusted key/,
    ],
    ['its signature over another tree', () => saying(200, `${own.cosign(log.text(4), 1n)}\n`), /not right/],
    [
      'its signature over another history',
      () => saying(200, `${own.cosign(second.text(5), 1n)}\n`),
      /not right/,
    ],
    ['a line without an end', () => saying(200, own.cosign(log.text(5), 1n)), /no cosignature/],
    [
      'a note inside its answer',
      () => saying(200, `x\n\n${own.cosign('x\n', 1n)}\n`),
      /not right|no cosignature/,
    ],
    ['far too much', () => saying(200, '—'.repeat(100_000)), /longer than any answer/],
    ['bytes that are no text', () => saying(200, Buffer.from([0xff, 0xfe])), /not text/],
    ['a conflict without a size', () => saying(409, 'no'), /without naming its size/],
    ['a size of another type', () => saying(409, '9\n'), /without naming its size/],
    ['a size with a sign', () => saying(409, '-9\n', 'text/x.tlog.size'), /without naming its size/],
    ['a conflict over the size that was named', () => saying(409, '3\n', 'text/x.tlog.size'), /names itself/],
    ['a redirect', () => (_, r) => r.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(), /307/],
    ['that it is a teapot', () => saying(418, 'short and stout'), /418/],
    ['that the request is malformed', () => saying(400, 'secret words'), /malformed/],
  ])('is refused when it says %s, in our own words', async (_, listener, words) => {
    const given = await ask(listener());
    if (given.kind !== 'refused') throw new Error(given.kind);
    expect(given.words).toMatch(words);
    expect(given.words).not.toMatch(/html|secret|stout/);
  });

  it('is refused when it names another size each time', async () => {
    let size = 3;
    const given = await ask((_, response) => {
      size += 1;
      response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${size}\n`);
    });
    expect(given).toMatchObject({ kind: 'refused', words: expect.stringContaining('each time') });
    expect(size).toBe(5); // it is not asked for ever
  });

  it.each<[string, () => RequestListener, RegExp]>([
    ['never answers', () => () => {}, /within 300 ms/],
    ['begins to answer and stops', () => (_, r) => void r.writeHead(200).write('—'), /within 300 ms/],
    ['hangs up', () => (q) => q.socket.destroy(), /cannot be reached/],
    ['is overloaded', () => saying(503, 'later'), /status 503/],
    ['is asked too often', () => saying(429, 'later'), /status 429/],
  ])('is unreachable when it %s', async (_, listener, words) => {
    const given = await ask(listener(), 300);
    expect(given).toEqual({ kind: 'unreachable', words: expect.stringMatching(words) });
  });

  it('is unreachable when nobody listens', async () => {
    const { name, key: _, ...asked } = await client(() => {});
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect(await asked.cosign(submission(log, 3, 5), never)).toEqual({
      kind: 'unreachable',
      words: 'It cannot be reached (ECONNREFUSED).',
    });
    server = createServer().listen(0, '127.0.0.1');
    expect(name).toBe('w1');
  });

  it('may add lines of keys that we do not know', async () => {
    const lines = [other.cosign(log.text(5), 7n), own.cosign(log.text(5), 8n)];
    const given = await ask(saying(200, `${lines.join('\n')}\n`));
    expect(given).toEqual({ kind: 'cosigned', line: lines[1], time: 8n });
  });

  it.each<[string, () => string, RegExp]>([
    ['a checkpoint of another log', () => cosigned(history('other.example', key).text(5)), /another log/],
    ['a checkpoint that it did not cosign', () => log.note(5), /not cosigned by it/],
    ['nonsense', () => 'hello', /not cosigned by it/],
    ['a cosigned text that is no checkpoint', () => cosigned('hello\n'), /not cosigned by it/],
  ])('is not believed when it shows %s', async (_, note, words) => {
    expect(await look(saying(200, note()))).toEqual({
      kind: 'refused',
      status: 200,
      words: expect.stringMatching(words),
    });
  });

  it('is not asked with the key of a log, or at something that is no address', () => {
    server = createServer().listen(0, '127.0.0.1');
    const options = { name: 'w1', vkey: own.vkey, url: 'https://w.example', timeoutMs: 1 };
    expect(() => httpWitness({ ...options, vkey: key.vkey })).toThrow('not the key of a witness');
    expect(() => httpWitness({ ...options, url: 'w.example:44' })).toThrow('no address of the web');
  });

  function cosigned(text: string): string {
    return `${text}\n${own.cosign(text, 1n)}\n`;
  }
});
