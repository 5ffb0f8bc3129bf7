import { expect, it } from 'vitest';
import { blockBytesFor } from '../../../lib/custody/block-bytes.ts';

const mib = 1024 ** 2;
const gib = 1024n ** 3n;

it('blocks grow with what is announced, so that 50,000 of them hold it', () => {
  expect(blockBytesFor(null)).toBe(4 * mib);
  expect(blockBytesFor(50_000n * 4n * 1024n ** 2n)).toBe(4 * mib);
  expect(blockBytesFor(50_000n * 4n * 1024n ** 2n + 1n)).toBe(8 * mib);
  for (const announced of [196n * gib, 512n * gib, 8_192n * gib])
    expect(BigInt(blockBytesFor(announced)) * 50_000n).toBeGreaterThanOrEqual(announced);
});
