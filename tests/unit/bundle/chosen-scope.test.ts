import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { indexesDigest } from '../../../lib/bundle/chosen-scope.ts';

describe('the events of a search', () => {
  it('are named by a digest that anybody can make of their indexes, and by no other', () => {
    const lines = createHash('sha256').update('3\n17\n18446744073709551615\n').digest('hex');
    expect(indexesDigest([3n, 17n, 2n ** 64n - 1n])).toBe(lines);
    expect(indexesDigest([3n, 1n, 7n])).not.toBe(indexesDigest([3n, 17n]));
    expect(indexesDigest([])).toBe(createHash('sha256').digest('hex'));
  });
});
