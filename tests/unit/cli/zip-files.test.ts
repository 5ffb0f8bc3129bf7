import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleAt } from '../../../lib/cli/bundle-at.ts';
import { zipFiles } from '../../../lib/cli/zip-files.ts';
import { makeZip, type ZipPart } from '../../support/make-zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-zip-'));
const file = join(folder, 'bundle.zip');
const text = (words: string) => new TextEncoder().encode(words);
const part = (path: string, more: Partial<ZipPart> = {}): ZipPart => ({ path, data: text(path), ...more });

afterAll(() => rmSync(folder, { recursive: true }));

/** Every file of an archive of these bytes, read. */
async function filesIn(bytes: Uint8Array): Promise<Readonly<Record<string, string>>> {
  writeFileSync(file, bytes);
  const { paths, read, close } = await zipFiles(file);
  try {
    const entries = await Promise.all(
      [...paths].map(async (path) => [path, Buffer.from(await read(path)).toString('utf8')] as const),
    );
    return Object.fromEntries(entries);
  } finally {
    await close();
  }
}

describe('a .zip of a bundle', () => {
  it('gives its files, packed or not, behind any comment', async () => {
    const parts = [part('events/0/entry.json'), part('events/0/salt.bin', { stored: true }), part('ä.txt')];
    expect(await filesIn(makeZip(parts, 'sent by hand'))).toEqual({
      'events/0/entry.json': 'events/0/entry.json',
      'events/0/salt.bin': 'events/0/salt.bin',
      'ä.txt': 'ä.txt',
    });
    expect(await filesIn(makeZip([]))).toEqual({});
  });

  it('leaves out the folder that was packed, folders, and what a Mac adds', async () => {
    const parts = [
      part('case 7/', { data: new Uint8Array(), stored: true }),
      part('case 7/events/0/entry.json'),
      part('case 7/.DS_Store'),
      part('__MACOSX/case 7/._events'),
    ];
    expect(Object.keys(await filesIn(makeZip(parts)))).toEqual(['events/0/entry.json']);
    expect(Object.keys(await filesIn(makeZip([part('events/0/entry.json')])))).toEqual([
      'events/0/entry.json',
    ]);
  });

  it.each([
    ['leads out', [part('../policy')], 'holds the path "../policy"'],
    ['leads out further in', [part('events/../../policy')], 'holds the path'],
    [
      'reads the other way round',
      [part('events/\u202enosj.yrtne')],
      'holds the path "events/\\u{202e}nosj.yrtne"',
    ],
    ['is absolute', [part('/etc/passwd')], 'holds the path "/etc/passwd"'],
    ['has a backslash', [part('..\\policy')], 'holds the path'],
    ['has a drive', [part('C:policy')], 'holds the path'],
    ['ends in a NUL', [part('policy\u0000.json')], 'holds the path'],
    ['stands there twice', [part('a'), part('a')], 'holds a twice'],
    ['is a link', [part('a', { unixMode: 0o120777 })], 'a is a link'],
    ['is encrypted', [part('a', { says: { flags: 1 } })], 'a is encrypted'],
    ['is packed otherwise', [part('a', { says: { method: 12 } })], 'packed in a way'],
    ['is a folder with bytes', [part('a/')], 'the folder a/ holds bytes'],
    ['says it is huge', [part('a', { says: { bytes: 0x7fffffff } })], 'more than any file'],
    ['says it is huge as packed', [part('a', { says: { packedBytes: 0x7fffffff } })], 'more than any file'],
    ['gives two sizes', [part('a', { stored: true, says: { bytes: 2 } })], 'gives two sizes'],
    ['shares bytes with another', [part('a'), part('b', { says: { offset: 0 } })], 'shares bytes'],
    [
      'reaches into the directory',
      [part('a', { says: { packedBytes: 4000 } })],
      'reaches into its directory',
    ],
  ])('is refused with a file that %s', async (_, parts, words) => {
    await expect(filesIn(makeZip(parts))).rejects.toThrow(words);
  });

  it('is refused with more files than bytes: a bomb of many that are each allowed', async () => {
    const parts = Array.from({ length: 40 }, (_, i) => part(`f${i}`, { says: { bytes: 60 * 2 ** 20 } }));
    await expect(filesIn(makeZip(parts))).rejects.toThrow('more than any bundle');
  });

  it.each([
    ['holds more than it says', { bytes: 10 }],
    ['holds less than it says', { bytes: 1 << 20 }],
    ['has another checksum', { crc32: 7 }],
  ])('is damaged with a file that %s', async (_, says) => {
    const zeros = new Uint8Array(1000);
    await expect(filesIn(makeZip([part('a', { data: zeros, says })]))).rejects.toThrow(
      'a does not have the bytes that it says',
    );
  });

  it('is refused when the file itself bears another name than the directory', async () => {
    await expect(filesIn(makeZip([part('a', { localPath: 'b' })]))).rejects.toThrow('another name for a');
  });

  it('is refused when it is cut off, has bytes before it, two ends, or another number of files', async () => {
    const whole = makeZip([part('a')]);
    await expect(filesIn(whole.subarray(0, whole.length - 1))).rejects.toThrow('has no end record');
    await expect(filesIn(Buffer.concat([text('#!/bin/sh\n'), whole]))).rejects.toThrow(
      'not where its end says',
    );
    await expect(filesIn(makeZip([part('a')], makeZip([]).toString('latin1')))).rejects.toThrow(
      'two end records',
    );
    await expect(filesIn(makeZip([part('a')], '', 2))).rejects.toThrow('directory is damaged');
    await expect(filesIn(makeZip([part('a')], '', 0xffff))).rejects.toThrow('directory is damaged');
  });
});

describe('what is named as a bundle', () => {
  it('is refused in words when it is no folder, no .zip and no proof, whatever its name', async () => {
    writeFileSync(file, 'ustar');
    await expect(bundleAt(file)).rejects.toThrow(
      'neither the folder of a bundle, nor a .zip, nor a .tlog-proof',
    );
  });
});
