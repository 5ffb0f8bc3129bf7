import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../lib/bundle/bag/byte-source.ts';

const size = 64 * 1024 * 1024;

describe('reading ahead in an archive', () => {
  it('takes few reads for small things that lie one behind the other, and reads each byte about once', async () => {
    const { ahead, reads } = counted();
    for (let at = 0; at + 400 < size / 8; at += 500) expect((await ahead.read(at, 400))[0]).toBe(at % 251);
    expect(reads.length).toBeLessThan(40);
    expect(sum(reads)).toBeLessThan(size / 8 + 2 * 1024 * 1024);
  });

  it.each<[string, (i: number) => number]>([
    ['from one end to the other', (i) => (i % 2 === 0 ? i * 100 : size - (i + 1) * 100)],
    ['backwards', (i) => size - (i + 1) * 150],
    ['forwards, far', (i) => i * 20_000],
    ['two by two', (i) => ((i >> 1) % 2 === 0 ? 0 : size / 2) + i * 100],
  ])('costs what is asked for where that jumps %s', async (_, place) => {
    const { ahead, reads } = counted();
    for (let i = 0; i < 2_000; i += 1) expect((await ahead.read(place(i), 100))[0]).toBe(place(i) % 251);
    expect(sum(reads)).toBeLessThan(16 * 2_000 * 100);
  });
});

/** Bytes that tell their place, and how many were read at each time. */
function counted() {
  const reads: number[] = [];
  const ahead = readAhead({
    size,
    async read(offset, length) {
      if (offset < 0 || offset + length > size) throw new Error('asked beyond the end');
      reads.push(length);
      return Uint8Array.from({ length }, (_, i) => (offset + i) % 251);
    },
  });
  return { ahead, reads };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
