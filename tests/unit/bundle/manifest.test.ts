import { describe, expect, it } from 'vitest';
import { manifestLine, readManifest } from '../../../lib/bundle/bag/manifest.ts';
import { each } from '../../support/each.ts';

describe('a manifest', () => {
  const namedIn = async (...pieces: readonly string[]) => {
    const named: string[] = [];
    const bytes = each(pieces.map((one) => Buffer.from(one, 'latin1')));
    for await (const { path } of readManifest(bytes, 'manifest')) named.push(path);
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
