import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../lib/ledger/checkpoint.ts';
import { originHash } from '../../lib/ledger/origin-hash.ts';
import { openNote } from '../../lib/ledger/signed-note.ts';
import { parseVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { watchedLogs } from '../../lib/witness/watched-logs.ts';
import { openWitness } from '../../lib/witness/witness.ts';
import { history, logKey } from '../support/small-log.ts';
import { startWitness, type WitnessHouse, witnessFolder } from '../support/witness-house.ts';

const origin = 'log.example/1';
const key = logKey(origin);
const log = history(origin, key);
const second = log.fork(4, 'another story');

describe('the witness server', () => {
  let place: ReturnType<typeof witnessFolder>;
  let house: WitnessHouse;
  let now: Date;

  const start = () => startWitness({ folder: place.folder, vkeys: [key.vkey], clock: () => now });
  const held = async () => {
    const response = await fetch(`${house.url}/${originHash(origin)}/checkpoint`);
    return { status: response.status, text: await response.text() };
  };
  const heldSize = async () => openCheckpoint((await held()).text, [parseVerifierKey(key.vkey)]).size;

  beforeEach(async () => {
    place = witnessFolder();
    now = new Date('2026-11-22T05:00:00Z');
    house = await start();
  });
  afterEach(async () => {
    await house.close();
    place.remove();
    expect(house.failures).toEqual([]);
  });

  it('cosigns a tree, one that extends it, and the same again with a fresh time', async () => {
    for (const [oldSize, size, seconds] of [
      [0, 3, 0],
      [3, 9, 1],
      [9, 9, 2],
    ] as const) {
      now = new Date(Date.UTC(2026, 10, 22, 5, 0, seconds));
      const { status, text } = await house.post(await log.request(oldSize, size));
      expect(status).toBe(200);
      const opened = openNote(`${log.text(size)}\n${text}`, [parseVerifierKey(house.witness.vkey)]);
      expect(opened.signedBy).toHaveLength(1);
      const stated = Buffer.from(opened.signatures[0]?.signature ?? []).readBigUInt64BE(0);
      expect(stated).toBe(BigInt(now.getTime() / 1000));
    }
  });

  it('gives cosignatures that openssl verifies', async () => {
    const { text: line } = await house.post(await log.request(0, 3));
    const signature = Buffer.from(line.split(' ')[2] ?? '', 'base64').subarray(4);
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(place.folder, name), content);
      return join(place.folder, name);
    };
    const spki = Buffer.from('302a300506032b6570032100', 'hex');
    const key = file('key.der', Buffer.concat([spki, parseVerifierKey(house.witness.vkey).publicKey]));
    const verify = (message: string) =>
      spawnSync('openssl', [
        ...['pkeyutl', '-verify', '-pubin', '-inkey', key, '-keyform', 'DER', '-rawin'],
        ...['-in', file('message', message), '-sigfile', file('signature', signature.subarray(8))],
      ]).status;
    const time = signature.readBigUInt64BE(0);
    expect(verify(`cosignature/v1\ntime ${time}\n${log.text(3)}`)).toBe(0);
    expect(verify(`cosignature/v1\ntime ${time + 1n}\n${log.text(3)}`)).toBe(1);
  });

  it.each<[string, number, () => Promise<string | Uint8Array>, string | RegExp]>([
    ['a log it does not know', 404, () => history('other.example/1', key).request(0, 3), /look after/],
    ['a signature by another key', 403, () => history(origin, logKey(origin)).request(0, 3), /missing or/],
    [
      'a wrong signature by the right key',
      403,
      async () => (await log.request(0, 3)).replace(log.text(3), log.text(4)),
      /not right/,
    ],
    ['an old size larger than the checkpoint', 400, () => log.request(5, 3), /old size is larger/],
    ['an old size that it never cosigned', 409, () => log.request(2, 3), '0\n'],
    ['a proof for the first tree', 422, async () => `old 0\n${'A'.repeat(43)}=\n\n${log.note(3)}`, /proof/],
    ['a tree of no entries with a root', 409, async () => `old 0\n\n${emptyWithRoot()}`, '0\n'],
    ['a request without a checkpoint', 400, async () => 'old 0\n', /no checkpoint/],
    ['a request without an old size', 400, async () => `\n${log.note(3)}`, /old size/],
    ['an old size with a leading zero', 400, async () => `old 00\n\n${log.note(3)}`, /old size/],
    ['a proof line that is no base64', 400, async () => `old 0\n!!\n\n${log.note(3)}`, /base64/],
    [
      '64 proof lines',
      400,
      async () => `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${log.note(3)}`,
      /longer/,
    ],
    ['a checkpoint without a signature', 400, async () => `old 0\n\n${log.text(3)}`, /signature|checkpoint/],
    ['an extension line', 400, async () => `old 0\n\n${signed(`${log.text(3)}more\n`)}`, /three lines/],
    [
      'a size with a leading zero',
      400,
      async () => `old 0\n\n${signed(log.text(3).replace('\n3\n', '\n03\n'))}`,
      /plain number/,
    ],
    ['what is not UTF-8', 400, async () => Uint8Array.of(0x6f, 0x6c, 0x64, 0xff), /UTF-8/],
    ['a request that is too large', 413, async () => 'x'.repeat(70_000), /at most/],
  ])('refuses %s with %i and remembers nothing', async (_, status, body, words) => {
    const answer = await house.post(await body());
    expect(answer).toMatchObject({ status, type: status === 409 ? 'text/x.tlog.size' : expect.any(String) });
    if (typeof words === 'string') expect(answer.text).toBe(words);
    else expect(answer.text).toMatch(words);
    expect((await held()).status).toBe(404);
  });

  it('names the size it holds when a rolled-back log comes with less', async () => {
    await house.post(await log.request(0, 9));
    const answer = await house.post(await log.request(4, 7));
    expect(answer).toEqual({ status: 409, type: 'text/x.tlog.size', text: '9\n' });
    expect(await heldSize()).toBe(9n);
  });

  it('refuses a second history signed by the same key, and keeps both notes as evidence', async () => {
    await house.post(await log.request(0, 6));
    expect((await house.post(await second.request(6, 9))).status).toBe(422);
    expect((await house.post(await second.request(6, 6))).status).toBe(409);
    const kept = readFileSync(join(place.folder, 'contradictions.jsonl'), 'utf8').trim().split('\n');
    const [first] = kept.map((line) => JSON.parse(line) as Record<string, string>);
    expect(kept).toHaveLength(2);
    expect(first).toMatchObject({ origin, status: 422, at: now.toISOString() });
    expect(first?.request).toContain(second.note(9));
    const keys = [parseVerifierKey(key.vkey)];
    expect(openCheckpoint(first?.held ?? '', keys).root).toEqual(log.root(6));
    expect(await heldSize()).toBe(6n);
  });

  it('keeps each contradicting checkpoint once, also after a restart and behind a line cut short', async () => {
    await house.post(await log.request(0, 6));
    await house.post(await second.request(6, 6));
    const file = join(place.folder, 'contradictions.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"at":"2026`);
    await house.close();
    house = await start();
    await house.post(await second.request(6, 6));
    await house.post(await second.request(6, 7));
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ status: 422 });
  });

  it('does not roll back when a smaller and a larger tree arrive at once', async () => {
    await house.post(await log.request(0, 2));
    const bodies = await Promise.all([5, 30, 4, 29, 3, 28, 6].map((size) => log.request(2, size)));
    const answers = await Promise.all(bodies.map((body) => house.post(body)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const won = [5, 30, 4, 29, 3, 28, 6][answers.findIndex(({ status }) => status === 200)];
    expect(await heldSize()).toBe(BigInt(won ?? 0));
    for (const { status, text } of answers)
      if (status !== 200) expect([status, text]).toEqual([409, `${won}\n`]);
  });

  it('remembers what it cosigned after a restart', async () => {
    await house.post(await log.request(0, 6));
    const { vkey } = house.witness;
    await house.close();
    house = await start();
    expect(house.witness.vkey).toBe(vkey);
    expect((await house.post(await log.request(0, 8))).text).toBe('6\n');
    expect((await house.post(await second.request(6, 8))).status).toBe(422);
    expect((await house.post(await log.request(6, 8))).status).toBe(200);
  });

  it('signs nothing while its clock is behind its last signature, also after a restart', async () => {
    await house.post(await log.request(0, 3));
    now = new Date(now.getTime() - 60_000);
    expect((await house.post(await log.request(3, 5))).status).toBe(503);
    await house.close();
    house = await start();
    const answer = await house.post(await log.request(3, 5));
    expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('clock')]);
    expect(await heldSize()).toBe(3n);
  });

  it('shows its latest note with both signatures, and who it is', async () => {
    expect((await held()).status).toBe(404);
    const request = await log.request(0, 3);
    await house.post(`${request}${logKey('stranger.example').sign(log.text(3))}\n`);
    const { text } = await held();
    const keys = [parseVerifierKey(key.vkey), parseVerifierKey(house.witness.vkey)];
    const opened = openNote(text, keys);
    expect(opened.signedBy).toHaveLength(2);
    expect(opened.unknown).toEqual([]);
    const self = (await (await fetch(house.url)).json()) as Record<string, unknown>;
    expect(self).toMatchObject({ name: 'witness.example/w1', vkey: house.witness.vkey });
    expect((await fetch(`${house.url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${house.url}/nothing`)).status).toBe(404);
  });

  it('is not led to keep a false line that bears its own name', async () => {
    const note = (await house.post(await log.request(0, 3))).text;
    await house.post(`${await log.request(3, 5)}${note}`); // a cosignature of another tree
    expect((await house.post(await log.request(5, 7))).status).toBe(200);
  });

  it('lets no second process have the folder', async () => {
    await expect(start()).rejects.toThrow('in use by another witness');
  });

  it('refuses to go on from a memory that somebody has changed', async () => {
    await house.post(await log.request(0, 6));
    const file = join(place.folder, 'checkpoints', originHash(origin));
    writeFileSync(file, second.note(6));
    const answer = await house.post(await second.request(6, 9));
    expect(answer.status).toBe(500);
    expect(String(house.failures.splice(0)[0])).toContain('is not what this witness wrote');
    await house.close();
    await expect(start()).rejects.toThrow('is not what this witness wrote');
    writeFileSync(file, '');
    await expect(start()).rejects.toThrow('is not what this witness wrote');
    place.remove();
    house = await start();
  });

  it('does not begin anew when its memory is deleted under it', async () => {
    await house.post(await log.request(0, 6));
    rmSync(join(place.folder, 'checkpoints', originHash(origin)));
    const answer = await house.post(await second.request(0, 3));
    expect([answer.status, answer.text]).toEqual([
      500,
      expect.stringContaining('its memory of that is gone'),
    ]);
    expect(String(house.failures.splice(0)[0])).toContain('has cosigned log.example/1 before');
    await house.close();
    await expect(start()).rejects.toThrow('has cosigned log.example/1 before');
    place.remove();
    house = await start();
  });

  it('cosigns nothing that it cannot write down', async () => {
    await house.post(await log.request(0, 6));
    mkdirSync(join(place.folder, 'checkpoints', `${originHash(origin)}.new`)); // in the way of the next one
    const answer = await house.post(await log.request(6, 9));
    expect([answer.status, answer.text]).toEqual([500, 'The witness failed; nothing was cosigned.\n']);
    expect(house.failures.splice(0)).toHaveLength(1);
    expect(await heldSize()).toBe(6n);
  });

  it('says that a history contradicts also when it cannot keep the evidence', async () => {
    await house.post(await log.request(0, 6));
    mkdirSync(join(place.folder, 'contradictions.jsonl'));
    expect((await house.post(await second.request(6, 9))).status).toBe(422);
    expect(house.failures.splice(0)).toHaveLength(1);
  });

  it('goes on with a new key of the log after a restart', async () => {
    await house.post(await log.request(0, 6));
    await house.close();
    const rotated = logKey(origin);
    house = await startWitness({ folder: place.folder, vkeys: [key.vkey, rotated.vkey], clock: () => now });
    const body = (await log.request(6, 9)).replace(log.note(9), log.note(9, [rotated]));
    expect((await house.post(body)).status).toBe(200);
  });

  it('keeps its key for itself, and the folder under one name', async () => {
    expect(statSync(join(place.folder, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(place.folder, 'vkey.txt'), 'utf8')).toBe(`${house.witness.vkey}\n`);
    expect(existsSync(join(place.folder, 'key.pem.new'))).toBe(false);
    await house.close();
    const other = { name: 'witness.example/w2', now: () => now, report: () => undefined };
    const logs = watchedLogs([key.vkey], 'any-key');
    await expect(openWitness({ folder: place.folder, logs, ...other })).rejects.toThrow(
      'belongs to the witness',
    );
    house = await start();
  });

  function signed(text: string): string {
    return `${text}\n${key.sign(text)}\n`;
  }

  function emptyWithRoot(): string {
    return signed(log.text(3).replace('\n3\n', '\n0\n'));
  }
});

describe('a witness that demands all keys of a log', () => {
  it('cosigns what both have signed and refuses what one has', async () => {
    const place = witnessFolder();
    const other = logKey(origin);
    const vkeys = [key.vkey, other.vkey];
    const house = await startWitness({ folder: place.folder, vkeys, demand: 'all-keys' });
    expect((await house.post(`old 0\n\n${log.note(3, [key])}`)).status).toBe(403);
    expect((await house.post(`old 0\n\n${log.note(3, [key, key])}`)).status).toBe(403);
    expect((await house.post(`old 0\n\n${log.note(3, [key, other])}`)).status).toBe(200);
    await house.close();
    place.remove();
  });
});
