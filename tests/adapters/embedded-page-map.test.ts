import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSnapshot } from '../../lib/embedded/blob/snapshot-file.ts';
import { dynamicVhd, fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const mib = 1 << 20;
const bytes = () =>
  fixedVhd(
    sparsePayload(16 * mib, [
      [0, 4096],
      [9 * mib, 2 * mib],
    ]),
  );
const now = new Date('2026-02-01T00:00:00Z');
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'holdfast-pages-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('snapshots of an image that was scanned before', () => {
  it('hold the same bytes and pages as the first', async () => {
    const { folders, image, content } = await place('same', bytes());
    const first = await writeSnapshot(folders, 'first', image, now);
    const second = await writeSnapshot(folders, 'second', image, now);
    expect(second.spans).toEqual(first.spans);
    expect((await readFile(second.path)).equals(content)).toBe(true);
  });

  it('read only the pages that the scan found', async () => {
    const { folders, image } = await place('mapped', bytes());
    await writeSnapshot(folders, 'first', image, now);
    await forget(folders.pageMaps, 9 * mib);
    const second = await writeSnapshot(folders, 'second', image, now);
    expect(second.spans).toEqual([
      { start: 0, end: 4096 },
      { start: 16 * mib, end: 16 * mib + 512 },
    ]);
  });

  it('scan again when the file was changed, even if its modification time was put back', async () => {
    const { folders, image } = await place('changed', bytes());
    const { atime, mtime } = await stat(image);
    await writeSnapshot(folders, 'first', image, now);
    const changed = bytes();
    changed.fill(7, 5 * mib, 6 * mib);
    await writeFile(image, changed);
    await utimes(image, atime, mtime);
    const second = await writeSnapshot(folders, 'second', image, now);
    expect((await readFile(second.path)).equals(changed)).toBe(true);
  });

  it('of a dynamic image are the same each time', async () => {
    const payload = sparsePayload(8 * mib, [[3 * mib, 4096]]);
    const { folders, image } = await place('dynamic', dynamicVhd(payload));
    const first = await writeSnapshot(folders, 'first', image, now);
    const second = await writeSnapshot(folders, 'second', image, now);
    expect((await readFile(second.path)).equals(await readFile(first.path))).toBe(true);
    expect((await readFile(second.path)).subarray(0, payload.length).equals(payload)).toBe(true);
  });
});

async function place(name: string, content: Buffer) {
  const folders = { snapshots: join(home, name, 'snapshots'), pageMaps: join(home, name, 'page-maps') };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  const image = join(home, name, 'disk.vhd');
  await writeFile(image, content);
  return { folders, image, content };
}

/** Takes the span that starts at `start` out of the one map that is there. */
async function forget(folder: string, start: number): Promise<void> {
  const [name = ''] = await readdir(folder);
  const map = JSON.parse(await readFile(join(folder, name), 'utf8')) as { spans: [number, number][] };
  const spans = map.spans.filter((span) => span[0] !== start);
  expect(spans).toHaveLength(map.spans.length - 1);
  await writeFile(join(folder, name), JSON.stringify({ ...map, spans }));
}
