import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type BagFile, smallFile } from '../../../lib/bundle/bag/bag-file.ts';
import { zipArchive } from '../../../lib/bundle/bag/zip-archive.ts';
import { zipStream } from '../../../lib/bundle/bag/zip-stream.ts';
import { openedFile } from '../../../lib/cli/opened-file.ts';
import { unpackBundle } from '../../../lib/cli/unpack-bundle.ts';
import { zipFiles } from '../../../lib/cli/zip-files.ts';
import { each } from '../../support/each.ts';
import { inPieces } from '../../support/zip-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bag-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
