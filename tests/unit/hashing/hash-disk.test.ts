import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSize } from '../../../lib/hashing/block-manifest.ts';
import { DiskReadError, type DiskSource } from '../../../lib/hashing/disk-source.ts';
import { hashDisk } from '../../../lib/hashing/hash-disk.ts';
import type { ByteRange } from '../../../lib/hashing/read-plan.ts';
import { naiveHead } from '../ledger/naive-tree.ts';

const timeout = 60_000;
const quiet = () => ({ onProgress: () => undefined, signal: new AbortController().signal });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

async function* chunksOf(bytes: Uint8Array, chunk: number): AsyncGenerator<Uint8Array> {
  // Copies: the chunks of a source are handed over.
  for (let at = 0; at < bytes.length; at += chunk) yield Uint8Array.from(bytes.subarray(at, at + chunk));
}

function sourceOf(disk: Uint8Array, dataRanges: readonly ByteRange[] | null, chunk = 65_536): DiskSource {
  return {
    sizeBytes: BigInt(disk.length),
    dataRanges,
    read: async (start, end) => chunksOf(disk.subarray(Number(start), Number(end)), chunk),
  };
}

/** A disk that is zero but for the ranges; the pattern's length is odd, so that no two blocks are alike. */
function diskOf(size: number, ranges: readonly ByteRange[]): Buffer {
  const disk = Buffer.alloc(size);
  for (const { start, end } of ranges) disk.fill(pattern, Number(start), Number(end));
  return disk;
}

const pattern = Buffer.from(Array.from({ length: 99_991 }, (_, i) => 1 + ((i * 31 + (i >> 9)) % 251)));

function naiveDigests(disk: Uint8Array) {
  const blocks: Buffer[] = [];
  for (let at = 0; at < disk.length; at += blockSize) blocks.push(sha256(disk.subarray(at, at + blockSize)));
  return {
    sha256: sha256(disk).toString('hex'),
    payloadSha256: sha256(disk.subarray(0, -512)).toString('hex'),
    manifestRoot: naiveHead(blocks).toString('base64'),
    manifest: Buffer.concat(blocks).toString('hex'),
    footer: Buffer.from(disk.subarray(-512)).toString('hex'),
  };
}

async function ourDigests(source: DiskSource) {
  const { digests, manifest, footer } = await hashDisk(source, quiet());
  const { sha256: whole, payloadSha256, manifestRoot } = digests;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return { sha256: whole, payloadSha256, manifestRoot, manifest: hex(manifest), footer: hex(footer) };
}

describe('hashing a disk', () => {
  it('gives the digests of a naive computation for any layout, by page list or in full', {
    timeout,
  }, async () => {
    const layout = fc.tuple(
      fc.integer({ min: 512, max: 4 * blockSize + 512 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 2 * blockSize }), fc.integer({ min: 1, max: blockSize })), {
        maxLength: 6,
      }),
      fc.integer({ min: 500, max: 3 * blockSize }),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(layout, async ([size, pairs, chunk, inFull]) => {
        const ranges: ByteRange[] = [];
        let at = 0;
        for (const [gap, length] of pairs) {
          const [start, end] = [at + gap, Math.min(at + gap + length, size)];
          if (start >= end) break;
          ranges.push({ start: BigInt(start), end: BigInt(end) });
          at = end;
        }
        const disk = diskOf(size, ranges);
        const source = sourceOf(disk, inFull ? null : ranges, chunk);
        expect(await ourDigests(source)).toEqual(naiveDigests(disk));
      }),
      { numRuns: 20 },
    );
  });

  it.each([512, 513, blockSize, blockSize + 1, blockSize + 511, blockSize + 512, blockSize + 513])(
    'gives the digests of a naive computation for %d bytes, where footer and block meet',
    async (size) => {
      const disk = diskOf(size, [{ start: 0n, end: BigInt(size) }]);
      expect(await ourDigests(sourceOf(disk, null))).toEqual(naiveDigests(disk));
      expect(await ourDigests(sourceOf(new Uint8Array(size), []))).toEqual(
        naiveDigests(new Uint8Array(size)),
      );
    },
  );

  it('gives the digests of a naive computation when many stretches wait at once and memory is used again', {
    timeout,
  }, async () => {
    const size = 12 * 4 * blockSize + 512;
    const ranges = [
      { start: 0n, end: BigInt(7 * 4 * blockSize) },
      { start: BigInt(8 * 4 * blockSize + 4096), end: BigInt(8 * 4 * blockSize + 8192) },
      { start: BigInt(9 * 4 * blockSize), end: BigInt(9 * 4 * blockSize + 512) },
      { start: BigInt(11 * 4 * blockSize + 1), end: BigInt(size) },
    ];
    const disk = diskOf(size, ranges);
    expect(await ourDigests(sourceOf(disk, ranges))).toEqual(naiveDigests(disk));
  });

  it('reads only what holds data, and counts both', async () => {
    const size = 8 * blockSize + 512;
    const ranges = [
      { start: 0n, end: 4096n },
      { start: BigInt(size - 512), end: BigInt(size) },
    ];
    const asked: [bigint, bigint][] = [];
    const source = sourceOf(diskOf(size, ranges), ranges);
    const { digests } = await hashDisk(
      {
        ...source,
        read(start, end, signal) {
          asked.push([start, end]);
          return source.read(start, end, signal);
        },
      },
      quiet(),
    );
    expect(asked).toEqual(ranges.map(({ start, end }) => [start, end]));
    expect(digests).toMatchObject({
      algorithm: 'SHA-256',
      blockSize,
      blockCount: 9,
      sizeBytes: String(size),
      bytesRead: '4608',
      bytesKnownZero: String(size - 4608),
    });
  });

  it('frees the chunks that it has copied, and leaves memory alone that others may use', async () => {
    const size = blockSize + 512;
    const alone = new Uint8Array(blockSize);
    const shared = new Uint8Array(1024).subarray(512);
    const source: DiskSource = {
      sizeBytes: BigInt(size),
      dataRanges: null,
      read: async () =>
        (async function* () {
          yield alone;
          yield shared;
        })(),
    };
    const { digests } = await hashDisk(source, quiet());
    expect(digests.sha256).toBe(sha256(new Uint8Array(size)).toString('hex'));
    expect([alone.length, shared.length]).toEqual([0, 512]);
  });

  it('reports progress that only grows and ends at the size', async () => {
    const disk = new Uint8Array(6 * blockSize + 512);
    const seen: bigint[] = [];
    await hashDisk(sourceOf(disk, [{ start: 0n, end: 512n }]), {
      ...quiet(),
      onProgress: (done) => seen.push(done),
    });
    expect(seen).toEqual([...seen].sort((a, b) => Number(a - b)));
    expect(seen.at(-1)).toBe(BigInt(disk.length));
  });

  const disk = diskOf(6 * blockSize, [{ start: 0n, end: BigInt(6 * blockSize) }]);
  const whole = sourceOf(disk, null);

  it('fails when the stream ends early, at the start, in the middle or by one byte', async () => {
    for (const missing of [disk.length, 100_000, 1]) {
      const cut: DiskSource = {
        ...whole,
        read: async (start, end) =>
          chunksOf(disk.subarray(Number(start), Math.max(Number(start), Number(end) - missing)), 65_536),
      };
      await expect(hashDisk(cut, quiet())).rejects.toThrow(DiskReadError);
    }
  });

  it('fails when the stream gives one byte too much', async () => {
    const long: DiskSource = {
      ...whole,
      read: async (start, end) => chunksOf(new Uint8Array(Number(end - start) + 1), 65_536),
    };
    await expect(hashDisk(long, quiet())).rejects.toThrow(DiskReadError);
  });

  it('fails with the source’s own error, also when it comes in the middle of a stream', async () => {
    const broken: DiskSource = {
      ...whole,
      async read(start, end) {
        if (start > 0n) throw new Error('The version changed.');
        return chunksOf(new Uint8Array(Number(end - start)), 65_536);
      },
    };
    await expect(hashDisk(broken, quiet())).rejects.toThrow('The version changed.');
    const torn: DiskSource = {
      ...whole,
      read: async () =>
        (async function* () {
          yield new Uint8Array(100);
          throw new Error('The connection broke.');
        })(),
    };
    await expect(hashDisk(torn, quiet())).rejects.toThrow('The connection broke.');
  });

  it.each<[string, DiskSource]>([
    [
      'reads',
      {
        ...whole,
        sizeBytes: BigInt(2 ** 40),
        read: async (start, end) => chunksOf(new Uint8Array(Number(end - start)), 65_536),
      },
    ],
    ['feeds zeros', { ...whole, sizeBytes: BigInt(2 ** 40), dataRanges: [] }],
  ])('stops with the reason when it is told to while it %s', async (_, endless) => {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('Told to stop.'));
    await expect(hashDisk(endless, { onProgress, signal: stop.signal })).rejects.toThrow('Told to stop.');
  });

  it('fails with the listener’s error instead of going on unheard', async () => {
    const onProgress = () => {
      throw new Error('The lease is gone.');
    };
    await expect(hashDisk(whole, { ...quiet(), onProgress })).rejects.toThrow('The lease is gone.');
  });

  it('refuses a disk smaller than a footer and ranges that leave the disk', async () => {
    await expect(hashDisk(sourceOf(new Uint8Array(511), null), quiet())).rejects.toThrow(DiskReadError);
    await expect(
      hashDisk(sourceOf(new Uint8Array(512), [{ start: 0n, end: 513n }]), quiet()),
    ).rejects.toThrow(RangeError);
  });
});
