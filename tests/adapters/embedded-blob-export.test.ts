import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlobCloud, startBlobCloud } from '../support/blob-cloud.ts';
import { dynamicVhd, fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const mib = 1 << 20;
const payload = sparsePayload(12 * mib, [
  [0, 4096],
  [5 * mib + 512, 300_000],
  [12 * mib - 512, 512],
]);
const whole = fixedVhd(payload);

let cloud: BlobCloud;

beforeAll(async () => {
  cloud = await startBlobCloud(async (home) => {
    const folder = join(home, 'cloud', 'disks', 'vm-import');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'fixed.vhd'), whole);
    await writeFile(join(folder, 'dynamic.vhd'), dynamicVhd(payload));
    await writeFile(join(folder, 'truncated.vhd'), whole.subarray(0, 7 * mib));
    await writeFile(join(folder, 'padded.vhd'), Buffer.concat([whole.subarray(0, 512), whole]));
    await writeFile(join(folder, 'letter.vhd'), 'This is a letter and no disk at all.');
    await writeFile(join(folder, 'cut-dynamic.vhd'), dynamicVhd(payload).subarray(0, -512));
    await writeFile(join(folder, 'notes.txt'), 'not a disk');
  });
});

afterAll(() => cloud.stop());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function exported(diskKey: string, seconds = 600) {
  const id = `${diskKey}-${Math.random()}`;
  await cloud.disks.takeSnapshot(diskKey, id);
  return { id, blob: cloud.pageBlob(cloud.disks.grant(id, seconds).url) };
}

async function download(
  blob: ReturnType<BlobCloud['pageBlob']>,
  offset = 0,
  count?: number,
): Promise<Buffer> {
  const { readableStreamBody } = await blob.download(offset, count);
  if (readableStreamBody === undefined) throw new Error('no body');
  return buffer(readableStreamBody);
}

describe('the disks folder', () => {
  it('lists fixed and dynamic disks and says in one line what is wrong with the others', () => {
    const found = new Map(cloud.disks.list().map((image) => [image.fileName, image]));
    expect(found.get('fixed.vhd')).toMatchObject({ format: 'fixed', problem: null, demo: false });
    expect(found.get('dynamic.vhd')).toMatchObject({
      format: 'dynamic',
      virtualSizeBytes: BigInt(payload.length),
    });
    expect(found.get('truncated.vhd')?.problem).toMatch(/truncated/);
    expect(found.get('padded.vhd')?.problem).toMatch(/padded/);
    expect(found.get('letter.vhd')?.problem).toMatch(/too short|not a VHD/);
    expect(found.get('cut-dynamic.vhd')?.problem).toMatch(/truncated/);
    expect(found.has('notes.txt')).toBe(false);
  });

  it('refuses a snapshot of a file that is no whole VHD, with its reason', async () => {
    await expect(cloud.disks.takeSnapshot('vm-import/truncated.vhd', 'x')).rejects.toThrow(/truncated/);
  });
});

describe('the demo disks', () => {
  it('are whole fixed disks, each with the boot sector signature and data to find', async () => {
    const demo = cloud.disks.list().filter((image) => image.demo);
    expect(demo.map((image) => image.key)).toContain('vm-web-03/os.vhd');
    expect(demo).toHaveLength(9);
    for (const image of demo) {
      expect(image).toMatchObject({ format: 'fixed', problem: null });
      const { blob } = await exported(image.key);
      expect((await blob.getProperties()).contentLength).toBe(Number(image.virtualSizeBytes) + 512);
      expect((await download(blob, 510, 2)).toString('hex')).toBe('55aa');
    }
  });
});

describe('a disk export', () => {
  it('serves a fixed disk byte for byte', async () => {
    const { blob } = await exported('vm-import/fixed.vhd');
    expect(sha256(await download(blob))).toBe(sha256(whole));
    expect((await blob.getProperties()).contentLength).toBe(whole.length);
    expect((await blob.getProperties()).blobType).toBe('PageBlob');
  });

  it('serves a dynamic disk as its fixed equivalent: the same payload and a fixed footer', async () => {
    const { blob } = await exported('vm-import/dynamic.vhd');
    const bytes = await download(blob);
    expect(sha256(bytes.subarray(0, payload.length))).toBe(sha256(payload));
    expect(bytes.subarray(payload.length).toString('latin1', 0, 8)).toBe('conectix');
    expect(bytes.readUInt32BE(payload.length + 60)).toBe(2);
  });

  it('serves ranges that begin and end inside zeros and data', async () => {
    const { blob } = await exported('vm-import/fixed.vhd');
    for (const [offset, count] of [
      [0, 1],
      [4000, 200],
      [5 * mib - 7, 3 * mib],
      [12 * mib - 1, 513],
    ] as const) {
      expect(sha256(await download(blob, offset, count))).toBe(
        sha256(whole.subarray(offset, offset + count)),
      );
    }
  });

  it('lists page ranges that cover every byte that is not zero, and only pages that hold one', async () => {
    const { blob } = await exported('vm-import/fixed.vhd');
    const rebuilt = Buffer.alloc(whole.length);
    let listed = 0;
    for await (const range of blob.listPageRanges()) {
      const end = range.isClear === true ? range.start : (range.end ?? 0);
      whole.copy(rebuilt, range.start, range.start, end + 1);
      listed += end + 1 - range.start;
    }
    expect(sha256(rebuilt)).toBe(sha256(whole));
    expect(listed).toBeLessThan(400_000);
  });

  it('keeps the moment of the snapshot when the disk changes afterwards', async () => {
    const { blob } = await exported('vm-import/fixed.vhd');
    const path = join(cloud.home, 'cloud', 'disks', 'vm-import', 'fixed.vhd');
    const changed = Buffer.from(whole);
    changed.fill(7, mib, 2 * mib);
    await writeFile(path, changed);
    const before = sha256(await download(blob));
    await writeFile(path, whole);
    expect(before).toBe(sha256(whole));
  });

  it('refuses another version than the one the reader is pinned to', async () => {
    const { blob } = await exported('vm-import/fixed.vhd');
    const { etag } = await blob.getProperties();
    if (etag === undefined) throw new Error('no etag');
    await expect(blob.download(0, 10, { conditions: { ifMatch: etag } })).resolves.toBeDefined();
    await expect(blob.download(0, 10, { conditions: { ifMatch: '"0x0"' } })).rejects.toMatchObject({
      statusCode: 412,
    });
  });

  it('answers AuthenticationFailed to a revoked, an expired and a forged link', async () => {
    const revoked = await exported('vm-import/fixed.vhd');
    cloud.disks.revoke(revoked.id);
    await expect(revoked.blob.download()).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthenticationFailed',
    });

    const expired = await exported('vm-import/fixed.vhd', 60);
    cloud.clock.aheadMs = 61_000;
    await expect(expired.blob.download()).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthenticationFailed',
    });
    cloud.clock.aheadMs = 0;

    const { blob } = await exported('vm-import/fixed.vhd');
    const forged = cloud.pageBlob(blob.url.replace(/sig=.../, 'sig=abc'));
    await expect(forged.getProperties()).rejects.toMatchObject({ statusCode: 403 });
  });

  it('answers the live link to a second grant, and a new one after a revocation', async () => {
    const { id, blob } = await exported('vm-import/fixed.vhd');
    expect(cloud.disks.grant(id, 600).url).toBe(blob.url);
    cloud.disks.revoke(id);
    expect(cloud.disks.grant(id, 600).url).not.toBe(blob.url);
  });

  it('has nothing to grant once the snapshot is deleted', async () => {
    const { id, blob } = await exported('vm-import/fixed.vhd');
    await cloud.disks.deleteSnapshot(id);
    await expect(blob.getProperties()).rejects.toMatchObject({ statusCode: 403 });
    expect(() => cloud.disks.grant(id, 60)).toThrow(/no disk bytes/);
  });

  it('plays scripted faults: a status, a cut line and a corrupted byte', async () => {
    const { blob } = await exported('vm-import/fixed.vhd');
    cloud.faults.set('Export_Get', { kind: 'status', status: 503, code: 'ServerBusy', message: 'Busy.' }, 1);
    await expect(blob.download()).rejects.toMatchObject({ statusCode: 503, code: 'ServerBusy' });
    cloud.faults.set('Export_Get', { kind: 'corrupt', atByte: 2 * mib }, 1);
    const corrupt = await download(blob);
    expect(corrupt[2 * mib]).toBe(0xff);
    corrupt[2 * mib] = 0;
    expect(sha256(corrupt)).toBe(sha256(whole));
    cloud.faults.set('Export_Get', { kind: 'drop', afterBytes: 3 * mib }, 1);
    const cut = await fetch(blob.url)
      .then((answer) => answer.arrayBuffer())
      .catch((error: unknown) => error);
    expect(cut).toBeInstanceOf(Error);
  });
});
