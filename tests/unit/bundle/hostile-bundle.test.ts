import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownPlaces } from '../../../lib/bundle/bag/own-places.ts';
import { chosenBundle } from '../../../lib/bundle/page/chosen-files.ts';
import { verdictLines } from '../../../lib/bundle/verdict-lines.ts';
import { verifyBundle } from '../../../lib/bundle/verify-bundle.ts';
import { folderFiles } from '../../../lib/cli/folder-files.ts';
import { zipFiles } from '../../../lib/cli/zip-files.ts';
import { bagOf, craftedBag, payloadOf } from '../../support/crafted-bag.ts';
import {
  type BundleMap,
  craftedBundle,
  craftedEvents,
  craftedTrust,
  judged,
} from '../../support/crafted-bundle.ts';
import { makeZip } from '../../support/make-zip.ts';
import { writeFiles } from '../../support/write-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-hostile-'));
let whole: BundleMap;
beforeAll(async () => {
  whole = await craftedBag(craftedEvents(4), new Map([['case/custody.jsonld', Buffer.from('{}')]]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a bag that somebody hostile made', () => {
  const [payload, tags, fetch] = ['manifest-sha256.txt', 'tagmanifest-sha256.txt', 'fetch.txt'];
  const digest = '0a'.repeat(32);
  it.each<[string, string, (files: BundleMap) => void]>([
    [
      'a manifest with line ends of Windows',
      payload,
      (files) => edit(files, payload, (text) => text.replaceAll('\n', '\r\n')),
    ],
    [
      'a manifest behind a byte-order mark',
      payload,
      (files) => edit(files, payload, (text) => `\ufeff${text}`),
    ],
    [
      'a declaration behind a byte-order mark',
      'bagit.txt',
      (files) => edit(files, 'bagit.txt', (text) => `\ufeff${text}`),
    ],
    [
      'a declaration with line ends of Windows',
      'bagit.txt',
      (files) => edit(files, 'bagit.txt', (text) => text.replaceAll('\n', '\r\n')),
    ],
    [
      'a tag manifest that names itself',
      tags,
      (files) => edit(files, tags, (text) => `${text}${digest}  ${tags}\n`),
    ],
    [
      'a tag manifest that names payload',
      tags,
      (files) => edit(files, tags, (text) => `${text}${digest}  data/scope.json\n`),
    ],
    [
      'a file that is named twice',
      payload,
      (files) => edit(files, payload, (text) => `${text}${text.split('\n')[0]}\n`),
    ],
    [
      'a file that is not here and named twice',
      payload,
      (files) => edit(files, payload, (text) => `${text}${`${digest}  data/x\n`.repeat(2)}`),
    ],
    [
      'a manifest by another digest',
      'manifest-md5.txt',
      (files) => files.set('manifest-md5.txt', Buffer.from('x')),
    ],
    [
      'fetch.txt that leads out',
      fetch,
      (files) => files.set(fetch, Buffer.from('https://x.example/ 1 data/../../x\n')),
    ],
    [
      'fetch.txt that names what no manifest names',
      'data/evidence/EV-7.vhd',
      (files) => files.set(fetch, Buffer.from('https://x.example/ 1 data/evidence/EV-7.vhd\n')),
    ],
    [
      'fetch.txt with line ends of Windows',
      fetch,
      (files) => files.set(fetch, Buffer.from('https://x.example/ 1 data/scope.json\r\n')),
    ],
    [
      'fetch.txt that names a file twice',
      fetch,
      (files) => files.set(fetch, Buffer.from('https://x.example/ 1 data/scope.json\n'.repeat(2))),
    ],
    [
      'a changed file for which fetch.txt has another',
      'data/scope.json',
      (files) => {
        files.set(fetch, Buffer.from('file:data/scope.json 1 data/scope.json\n'));
        files.set('data/scope.json', Buffer.from('{}'));
      },
    ],
  ])('with %s is found, and the place is named', async (_, where, change) => {
    const files = new Map(whole);
    change(files);
    const { findings } = await judged(files);
    expect(findings.map((one) => one.where)).toContain(where);
  });

  it('with the scope elsewhere, as its fetch.txt says, does not hold', async () => {
    const data = payloadOf(whole);
    const scope = data.get('scope.json') ?? Buffer.of();
    data.delete('scope.json');
    const sha256 = createHash('sha256').update(scope).digest('hex');
    const bag = await bagOf(data, [{ path: 'scope.json', url: 'https://x.example/', size: 1n, sha256 }]);
    const { findings } = await judged(bag);
    expect(findings).toMatchObject([{ attack: 'unproven', where: 'scope.json' }]);
  });

  it('with a record as deep as it is long is found, and nothing ends unasked', async () => {
    const deep = (levels: number): object => (levels === 0 ? {} : { d: deep(levels - 1) });
    const shallow = await craftedBundle(craftedEvents(2, () => ({ detail: deep(50) })));
    expect((await judged(shallow)).findings).toEqual([]);
    const deeper = await craftedBundle(craftedEvents(2, (i) => (i === 1 ? { detail: deep(500) } : {})));
    expect((await judged(deeper)).findings).toMatchObject([{ where: 'entry 1' }]);
    const unasked = new Map(whole).set(
      'data/events/1/body.json',
      Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)),
    );
    expect((await judged(unasked)).findings.map(({ where }) => where)).toContain('entry 1');
  });

  it('shows a terminal nothing that it would obey', async () => {
    const files = new Map(whole).set('data/\u001b[2J\u202ea.txt', Buffer.from('x'));
    const lines = verdictLines(await judged(files)).join('\n');
    expect(lines).toContain('data/\\u{1b}[2J\\u{202e}a.txt');
    for (const obeyed of ['\u001b', '\u202e']) expect(lines).not.toContain(obeyed);
  });
});

describe('a folder that somebody hostile made', () => {
  it('is found to hold links and devices, each by its name, and none is followed', async () => {
    const at = unpacked('links', whole);
    symlinkSync('/etc', join(at, 'data/folder'));
    symlinkSync('/etc/passwd', join(at, 'data/passwd'));
    rmSync(join(at, 'data/scope.json'));
    symlinkSync(join(at, 'bagit.txt'), join(at, 'data/scope.json'));
    spawnSync('mkfifo', [join(at, 'pipe')]);
    const files = await folderFiles(at);
    expect([...files.paths].filter((path) => /passwd|folder|pipe|scope/.test(path))).toEqual([]);
    const { findings } = await verifyBundle(files, craftedTrust);
    expect(findings.map(({ where }) => where)).toEqual(
      expect.arrayContaining(['data/folder', 'data/passwd', 'data/scope.json', 'pipe']),
    );
  });

  it('is refused where two names are one on another system, or a small file is none', async () => {
    const twice = unpacked('twice', new Map(whole).set('data/SCOPE.json', Buffer.from('{}')));
    await expect(folderFiles(twice)).rejects.toThrow('data/scope.json twice');
    const large = unpacked('large', whole);
    truncateSync(join(large, 'bagit.txt'), 65 * 1024 * 1024);
    const verdict = verifyBundle(await folderFiles(large), craftedTrust);
    await expect(verdict).rejects.toThrow('"bagit.txt" is larger');
  });
});

describe('the names in a bundle', () => {
  it.each([
    ['large and small letters', 'data/a', 'data/A'],
    ['two spellings of one character', 'data/\u00e4', 'data/a\u0308'],
    ['letters that fold into one', 'data/s', 'data/\u017f'],
    ['a file and a folder', 'data/a', 'data/A/b'],
    ['a folder and a file', 'data/a/b', 'data/A'],
  ])(
    'each have a place of their own: %s are refused, in a browser and packed again too',
    async (_, one, other) => {
      const problem = ownPlaces();
      expect([problem(one), problem('data/else')]).toEqual([null, null]);
      expect(problem(other)).toMatch(/^it holds /);
      const placed = [one, other].map((path) => ({ path: `x/${path}`, file: new File(['x'], 'x') }));
      await expect(chosenBundle(placed)).rejects.toThrow(/refused: it holds/);
      const file = join(folder, 'again.zip');
      writeFileSync(
        file,
        makeZip([
          { path: one, data: 'x' },
          { path: other, data: 'x' },
        ]),
      );
      await expect(zipFiles(file)).rejects.toThrow(/refused: it holds/);
    },
  );
});

function edit(files: BundleMap, path: string, change: (text: string) => string): void {
  files.set(path, Buffer.from(change(Buffer.from(files.get(path) ?? []).toString())));
}

function unpacked(name: string, files: BundleMap): string {
  const at = join(folder, name);
  writeFiles(at, files);
  return at;
}
