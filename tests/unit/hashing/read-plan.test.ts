import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSize } from '../../../lib/hashing/block-manifest.ts';
import { type ByteRange, readPlan } from '../../../lib/hashing/read-plan.ts';

const block = BigInt(blockSize);

/** Ascending ranges that do not overlap, made of pairs of gap and length in sectors, cut at the disk's end. */
function rangesOf(size: bigint, pairs: readonly (readonly [number, number])[]): ByteRange[] {
  const ranges: ByteRange[] = [];
  let at = 0n;
  for (const [gap, length] of pairs) {
    const start = at + BigInt(gap) * 512n;
    const end = start + BigInt(length) * 512n;
    if (end > size) break;
    ranges.push({ start, end });
    at = end;
  }
  return ranges;
}

const layout = fc
  .tuple(
    fc.bigInt({ min: 1n, max: 20n * block }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 20_000 }))),
  )
  .map(([size, pairs]) => ({ size, ranges: rangesOf(size, pairs) }));

describe('the reading plan', () => {
  it('covers the disk once, in whole blocks, and reads all data', () => {
    fc.assert(
      fc.property(layout, ({ size, ranges }) => {
        const plan = readPlan(size, ranges);
        let at = 0n;
        for (const stretch of plan) {
          expect(stretch.start).toBe(at);
          expect(stretch.start % block).toBe(0n);
          at = stretch.end;
        }
        expect(at).toBe(size);
        const reads = plan.flatMap((stretch) => (stretch.kind === 'data' ? stretch.reads : []));
        for (const range of ranges) {
          for (let byte = range.start; byte < range.end; byte = (byte / block + 1n) * block) {
            expect(reads.some(({ start, end }) => start <= byte && byte < end)).toBe(true);
          }
          expect(reads.some(({ start, end }) => start < range.end && range.end <= end)).toBe(true);
        }
      }),
    );
  });

  it('reads at most a sixteenth more than the data, within its stretch, in order', () => {
    fc.assert(
      fc.property(layout, ({ size, ranges }) => {
        let read = 0n;
        for (const stretch of readPlan(size, ranges)) {
          if (stretch.kind === 'zeros') continue;
          expect(stretch.end - stretch.start).toBeLessThanOrEqual(2n * block);
          let at = stretch.start;
          for (const { start, end } of stretch.reads) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(stretch.end);
            at = end;
            read += end - start;
          }
        }
        const data = ranges.reduce((sum, { start, end }) => sum + (end - start), 0n);
        expect(read).toBeGreaterThanOrEqual(data);
        expect(read * 16n).toBeLessThanOrEqual(data * 17n);
      }),
    );
  });

  it('reads everything when storage keeps no page list', () => {
    const size = 5n * block + 512n;
    const reads = readPlan(size, null).flatMap((stretch) => (stretch.kind === 'data' ? stretch.reads : []));
    expect(reads).toEqual([
      { start: 0n, end: 2n * block },
      { start: 2n * block, end: 4n * block },
      { start: 4n * block, end: size },
    ]);
  });

  it('reads nothing of an empty disk', () => {
    expect(readPlan(64n * 1024n * block, [])).toEqual([
      { kind: 'zeros', start: 0n, end: 64n * 1024n * block },
    ]);
  });

  it('reads along a gap that is small beside the data, and asks around a large one', () => {
    const small = readPlan(block, [
      { start: 0n, end: 65_536n },
      { start: 66_048n, end: 131_072n },
    ]);
    expect(small[0]).toMatchObject({ reads: [{ start: 0n, end: 131_072n }] });
    const ranges = [
      { start: 0n, end: 512n },
      { start: 1024n, end: 1536n },
    ];
    expect(readPlan(block, ranges)[0]).toMatchObject({ reads: ranges });
  });

  it.each<[string, ByteRange[]]>([
    [
      'overlap',
      [
        { start: 0n, end: 1024n },
        { start: 512n, end: 2048n },
      ],
    ],
    [
      'go backwards',
      [
        { start: 1024n, end: 2048n },
        { start: 0n, end: 512n },
      ],
    ],
    ['are empty', [{ start: 512n, end: 512n }]],
    ['leave the disk', [{ start: 0n, end: block + 1n }]],
    ['begin before it', [{ start: -512n, end: 512n }]],
  ])('refuses ranges that %s', (_, ranges) => {
    expect(() => readPlan(block, ranges)).toThrow(RangeError);
  });
});
