import { describe, expect, it } from 'vitest';
import { median } from '../../../lib/cli/bench-row.ts';

describe('the median of a benchmark', () => {
  it('is the middle figure, whatever their order', () => {
    expect(median([9, 1, 2])).toBe(2);
  });

  it('lies between the two middle figures of an even number of rounds', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('is not moved by one slow round', () => {
    expect(median([1, 1.1, 60, 1.2, 1.3])).toBe(1.2);
  });
});
