import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BagFile, smallFile } from '../../../lib/bundle/bag/bag-file.ts';
import { manifestLine, readManifest } from '../../../lib/bundle/bag/manifest.ts';
import { zipArchive } from '../../../lib/bundle/bag/zip-archive.ts';
import { zipStream } from '../../../lib/bundle/bag/zip-stream.ts';
import { type BundleVerdict, verifyBundle } from '../../../lib/bundle/verify-bundle.ts';
import { openedFile } from '../../../lib/cli/opened-file.ts';
import { unpackBundle } from '../../../lib/cli/unpack-bundle.ts';
import { zipFiles } from '../../../lib/cli/zip-files.ts';
import { bagOf, craftedBag } from '../../support/crafted-bag.ts';
import {
  type BundleMap,
  craftedEvents,
  craftedTrust,
  filesOf,
  type Oddity,
} from '../../support/crafted-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bag-'));
const extra: BundleMap = new Map([['case/custody.jsonld', Buffer.from('{}')]]);
let whole: BundleMap;
beforeAll(async () => {
  whole = await craftedBag(craftedEvents(9), extra);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a bag', () => {
  it('holds as it was written', async () => {
    const { findings, steps } = await judged(whole);
    expect(findings).toEqual([]);
    expect(
      steps
        .slice(0, 1)
        .concat(steps.slice(5, 6))
        .map(({ outcome }) => outcome),
    ).toEqual(['holds', 'holds']);
  });

  it.each<[string, string, (files: BundleMap) => void]>([
    [
      'changed',
      'data/case/custody.jsonld',
      (files) => files.set('data/case/custody.jsonld', Buffer.from('[]')),
    ],
    ['missing', 'data/case/custody.jsonld', (files) => files.delete('data/case/custody.jsonld')],
    ['added below data/', 'data/more.txt', (files) => files.set('data/more.txt', Buffer.from('x'))],
    ['added beside it', 'notes.txt', (files) => files.set('notes.txt', Buffer.from('x'))],
    ['a changed tag file', 'bag-info.txt', (files) => append(files, 'bag-info.txt', 'Contact-Name: x\n')],
    ['a missing tag file', 'bagit.txt', (files) => files.delete('bagit.txt')],
    ['a missing tag manifest', 'tagmanifest-sha256.txt', (files) => files.delete('tagmanifest-sha256.txt')],
    [
      'a manifest cut off',
      'manifest-sha256.txt',
      (files) => files.set('manifest-sha256.txt', Buffer.from('ab')),
    ],
    [
      'swapped with another',
      'data/events/1/salt.bin',
      (files) => swap(files, 'data/events/1/salt.bin', 'data/events/2/salt.bin'),
    ],
  ])('with a file %s is found out, and the file is named', async (_, path, change) => {
    const files = new Map(whole);
    change(files);
    expect((await judged(files)).findings.map(({ where }) => where)).toContain(path);
  });

  it.each([
    ['the last event of a stream', 8],
    ['one from the middle', 4],
    ['the event that says how far the streams go', 9],
  ])('made anew by a forger without %s is found out', async (_, index) => {
    const data = payloadOf(whole);
    for (const path of [...data.keys()]) if (path.startsWith(`events/${index}/`)) data.delete(path);
    const { findings } = await judged(await bagOf(data));
    expect(findings.map(({ attack }) => attack)).toContain('omitted');
  });

  it('made anew without the first event of a stream is found out, though later ones than the scope lists are here', async () => {
    const data = payloadOf(await craftedBag(craftedEvents(12), new Map(), { begunAfter: 9 }));
    expect((await judged(await bagOf(data))).findings).toEqual([]);
    for (const path of [...data.keys()]) if (path.startsWith('events/0/')) data.delete(path);
    const { findings } = await judged(await bagOf(data));
    expect(findings.map(({ attack }) => attack)).toContain('omitted');
  });

  it('may hold single events of a stream that its recorded scope does not list, and says so', async () => {
    const data = payloadOf(await craftedBag(craftedEvents(9), new Map(), { excerpts: ['stream-1'] }));
    for (const path of [...data.keys()]) if (path.startsWith('events/4/')) data.delete(path);
    const { findings, remarks } = await judged(await bagOf(data));
    expect(findings).toEqual([]);
    expect(remarks.join('\n')).toMatch(/Of stream stream-1 only what concerns this bundle is here/);
  });

  it('holds just the single events that its recorded scope names: one that was left out or added is found', async () => {
    const excerpts = ['stream-1'];
    const data = payloadOf(await craftedBag(craftedEvents(9), new Map(), { excerpts, namesSingles: true }));
    const whole = await judged(await bagOf(data));
    expect(whole.findings).toEqual([]);
    expect(whole.remarks.join('\n')).toMatch(/exactly the events about it that stood in the first 9 entries/);
    for (const path of [...data.keys()]) if (path.startsWith('events/4/')) data.delete(path);
    expect((await judged(await bagOf(data))).findings).toMatchObject([
      { attack: 'omitted', where: 'the single events' },
    ]);
    const later = { excerpts, namesSingles: true, begunAfter: 9 };
    const more = payloadOf(await craftedBag(craftedEvents(11), new Map(), later));
    expect((await judged(await bagOf(more))).findings).toMatchObject([
      { attack: 'inserted', where: 'the single events' },
    ]);
  });

  it.each<[string, string, string, (data: BundleMap) => void]>([
    [
      'another text in the place of a body that was withheld',
      'edited',
      'entry 2',
      (data) => {
        data.set('events/2/body.json', Buffer.from('{"id":"x"}'));
        data.set('events/2/salt.bin', Buffer.alloc(32, 1));
      },
    ],
    [
      'a text in that place and no salt',
      'damage',
      'entry 2',
      (data) => {
        data.set('events/2/body.json', Buffer.from('{"id":"x"}'));
        data.delete('events/2/salt.bin');
      },
    ],
    [
      'an event in another stream than its own',
      'edited',
      'entry 4',
      (data) => {
        const entry = Buffer.from(data.get('events/4/entry.json') ?? []).toString();
        data.set('events/4/entry.json', Buffer.from(entry.replace('"stream-1"', '"stream-2"')));
      },
    ],
    [
      'an event in the folder of another entry',
      'reordered',
      'entry 4',
      (data) => {
        for (const name of ['entry.json', 'body.json', 'salt.bin', 'event.tlog-proof'])
          data.set(`events/4/${name}`, data.get(`events/5/${name}`) ?? Buffer.alloc(0));
      },
    ],
    [
      'the scope of another bundle of the same name',
      'omitted',
      'scope.json',
      (data) => {
        const scope = Buffer.from(data.get('scope.json') ?? []).toString();
        data.set('scope.json', Buffer.from(scope.replace('0000000000bb', '0000000000cc')));
      },
    ],
  ])(
    'made anew by a forger with %s is found out, and the place is named',
    async (_, attack, where, change) => {
      const data = payloadOf(whole);
      change(data);
      expect((await judged(await bagOf(data))).findings).toContainEqual(
        expect.objectContaining({ attack, where }),
      );
    },
  );

  it('of which fetch.txt names another place than when it was made is found out', async () => {
    const fetched = { path: 'evidence/EV-1.vhd', url: 'https://locker.example/EV-1', size: 8n };
    const files = await bagOf(payloadOf(whole), [{ ...fetched, sha256: '00'.repeat(32) }]);
    const elsewhere = Buffer.from(files.get('fetch.txt') ?? [])
      .toString()
      .replace('locker', 'looker');
    for (const changed of [Buffer.from(elsewhere), Buffer.from([0x68, 0xff, 0x0a])]) {
      files.set('fetch.txt', changed); // of which the second is no text at all
      expect((await judged(files)).findings.map(({ where }) => where)).toContain('fetch.txt');
    }
  });

  it('with another file beside the events holds, and it says by what alone that is found out', async () => {
    const data = payloadOf(whole).set('case/custody.jsonld', Buffer.from('{"other":1}'));
    const { findings, remarks, bag } = await judged(await bagOf(data));
    expect(findings).toEqual([]);
    expect(remarks.join('\n')).toMatch(new RegExp(`only the log’s own record of the bag ${bag}`));
  });

  it('made anew with another list of streams, or without one, is found out', async () => {
    const data = payloadOf(whole);
    const scope = Buffer.from(data.get('scope.json') ?? []).toString();
    data.set('scope.json', Buffer.from(scope.replace('"events":"3"', '"events":"2"')));
    expect((await judged(await bagOf(data))).findings.map(({ attack }) => attack)).toContain('omitted');
    data.delete('scope.json');
    expect((await judged(await bagOf(data))).findings.map(({ attack }) => attack)).toContain('unproven');
  });
});

describe('what lies beside the events of a bag', () => {
  const [image, blocks, report] = ['evidence/EV-1.vhd', 'manifests/EV-1.sha256-blocks', 'report/EV-2.pdf'];
  const contents: BundleMap = new Map([
    [image, Buffer.from('the disk')],
    [blocks, createHash('sha256').update('the disk').digest()],
    [report, Buffer.from('the report')],
  ]);
  const sha256Of = (path: string) =>
    createHash('sha256')
      .update(contents.get(path) ?? '')
      .digest('hex');
  const manifestRoot = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), contents.get(blocks) ?? Buffer.of()]))
    .digest('base64');
  const said: readonly Oddity[] = [
    { k: 'acquisition.requested', detail: { exhibitNumber: 'EV-1' } },
    { k: 'report.signed', detail: { exhibitNumber: 'EV-2', sha256: sha256Of(report) } },
    { k: 'incident.opened' },
    { k: 'evidence.sealed', detail: { digests: { sha256: sha256Of(image), manifestRoot } } },
  ];
  const events = craftedEvents(9, (i) => said[i] ?? { k: 'acquisition.note' });
  const step = ({ steps }: BundleVerdict) => steps.find(({ title }) => title.startsWith('Evidence'));

  it('is held against the digests that the events commit to', async () => {
    const verdict = await judged(await craftedBag(events, contents));
    expect(verdict.findings).toEqual([]);
    expect(step(verdict)).toMatchObject({ outcome: 'holds', words: '3 files.' });
  });

  it.each([image, blocks, report])(
    'is found out and named when %s was swapped under manifests made anew',
    async (path) => {
      const swapped = new Map(contents).set(path, Buffer.from('another'));
      const verdict = await judged(await craftedBag(events, swapped));
      expect(verdict.findings.map(({ where }) => where)).toEqual([path]);
      expect(step(verdict)?.outcome).toBe('fails');
    },
  );

  it('is found out when no event names it', async () => {
    const more = new Map(contents).set('evidence/EV-9.vhd', Buffer.from('another'));
    const { findings } = await judged(await craftedBag(events, more));
    expect(findings).toMatchObject([{ attack: 'unproven', where: 'evidence/EV-9.vhd' }]);
  });

  it('is not checked where what would name it is withheld, and that is said', async () => {
    const data = payloadOf(await craftedBag(events, contents));
    for (const name of ['body.json', 'salt.bin']) data.delete(`events/3/${name}`);
    const verdict = await judged(await bagOf(data));
    expect(verdict.findings).toEqual([]);
    expect(step(verdict)?.words).toBe('1 file. 2 could not be checked.');
    expect(verdict.remarks.join('\n')).toMatch(/EV-1\.vhd was not held against any event/);
  });

  it('is found out where the manifest gives another digest for what lies elsewhere', async () => {
    const data = payloadOf(await craftedBag(events, contents));
    data.delete(image);
    const fetched = { path: image, url: 'https://locker.example/EV-1', size: 8n };
    const right = await judged(await bagOf(data, [{ ...fetched, sha256: sha256Of(image) }]));
    expect(right.findings).toEqual([]);
    expect(step(right)?.words).toBe('3 files. For 1 of them, which lie elsewhere, so says the manifest.');
    const { findings } = await judged(await bagOf(data, [{ ...fetched, sha256: sha256Of(report) }]));
    expect(findings.map(({ where }) => where)).toEqual([image]);
  });

  it('is held without any manifest of a bag, too', async () => {
    const data = payloadOf(await craftedBag(events, contents));
    expect((await judged(data)).findings).toEqual([]);
    expect((await judged(data.set(image, Buffer.from('another')))).findings).toMatchObject([
      { where: image },
    ]);
  });
});

describe('a bag that was stripped of its manifests and of data/', () => {
  it('holds as a whole, and without the end of a stream it does not', async () => {
    const data = payloadOf(whole);
    expect((await judged(data)).findings).toEqual([]);
    for (const path of [...data.keys()]) if (path.startsWith('events/8/')) data.delete(path);
    expect((await judged(data)).findings.map(({ attack }) => attack)).toEqual(['omitted']);
  });

  it('is found out without the list of its streams, by the event that it was begun', async () => {
    const data = payloadOf(whole);
    data.delete('scope.json');
    expect((await judged(data)).findings).toMatchObject([{ attack: 'unproven', where: 'scope.json' }]);
  });

  it('is no bundle any more when that event alone is left: it holds as a proof of itself', async () => {
    const alone = [...payloadOf(whole)].filter(([path]) => path.startsWith('events/9/'));
    expect((await judged(new Map(alone))).findings).toEqual([]);
  });
});

describe('a manifest', () => {
  const namedIn = async (...pieces: readonly string[]) => {
    const named: string[] = [];
    for await (const { path } of readManifest(
      each(pieces.map((one) => Buffer.from(one, 'latin1'))),
      'manifest',
    ))
      named.push(path);
    return named;
  };

  it('writes out what would end its line, and reads it back, wherever it is cut in pieces', async () => {
    const path = 'data/50% \r\n„نص“.txt';
    const line = manifestLine('0a'.repeat(32), path);
    expect(line.split('\n')).toHaveLength(2);
    const bytes = Buffer.from(line).toString('latin1');
    for (let at = 0; at <= bytes.length; at += 1)
      expect(await namedIn(bytes.slice(0, at), bytes.slice(at))).toEqual([path]);
  });

  it.each(['data/../../etc/passwd', '/etc/passwd', 'data//x', 'data/./x'])(
    'is refused with the path %s',
    async (path) => {
      await expect(namedIn(`${'0a'.repeat(32)}  ${path}\n`)).rejects.toThrow('out of the bag');
    },
  );

  it.each([
    ['a byte-order mark', '\xef\xbb\xbf', 'Line 1 of manifest is malformed'],
    ['letters that are no UTF-8', '\xff', 'no text in UTF-8'],
    ['a line without end', 'x'.repeat(300_000), 'Line 1 of manifest is malformed'],
    ['an upper case digest', '0A'.repeat(32), 'Line 1 of manifest is malformed'],
  ])('is refused with %s', async (_, before, words) => {
    await expect(namedIn(before, manifestLine('0a'.repeat(32), 'data/a'))).rejects.toThrow(words);
  });
});

describe('the archive of a bag', () => {
  it('is read front to back and from its end', async () => {
    const large = Buffer.alloc(3 << 20, 'x');
    const files: readonly BagFile[] = [
      smallFile('data/leer.txt', ''),
      smallFile('data/عقد.txt', 'text'),
      { path: 'data/evidence/EV.vhd', size: BigInt(large.length), pieces: inPieces(large) },
    ];
    const chunks: Uint8Array[] = [];
    for await (const piece of zipStream('EV-1', each(files))) chunks.push(piece);
    const path = join(folder, 'a.zip');
    writeFileSync(path, Buffer.concat(chunks));
    const file = await openedFile(path);
    for (const archive of [await zipArchive(file), await zipFiles(path)]) {
      expect([...archive.paths]).toEqual(files.map((one) => one.path));
      expect(Buffer.from(await archive.read('data/evidence/EV.vhd')).equals(large)).toBe(true);
      if ('close' in archive) await archive.close();
    }
    await file.close();
    expect(await unpackBundle(each(chunks), join(folder, 'unpacked'))).toBe(3);
    const cut = Buffer.concat(chunks).subarray(0, -30);
    await expect(unpackBundle(each([cut]), join(folder, 'cut'))).rejects.toThrow('cut off');
  });

  it('is not made of a file that gives another number of bytes than it said', async () => {
    const wrong = { path: 'a', size: 5n, pieces: inPieces(Buffer.alloc(4)) };
    const all = async () => {
      for await (const _ of zipStream('x', each([wrong])));
    };
    await expect(all()).rejects.toThrow('4 bytes and said 5');
  });
});

const judged = (files: BundleMap) => verifyBundle(filesOf(files), craftedTrust);

function payloadOf(files: BundleMap): BundleMap {
  return new Map(
    [...files].flatMap(([path, bytes]) => (path.startsWith('data/') ? [[path.slice(5), bytes]] : [])),
  );
}

function append(files: BundleMap, path: string, text: string): void {
  files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(text)]));
}

function swap(files: BundleMap, a: string, b: string): void {
  const [left, right] = [files.get(a) ?? Buffer.alloc(0), files.get(b) ?? Buffer.alloc(0)];
  files.set(a, right).set(b, left);
}

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
