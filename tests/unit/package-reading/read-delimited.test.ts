import { describe, expect, it } from 'vitest';
import { readDelimited } from '../../../lib/package-reading/read-delimited.ts';

const limits = { rows: 1_000_000, columns: 10 };
const rows = (text: string) => readDelimited(text, limits, true)?.rows.map(({ cells }) => cells) ?? null;

describe('a table of which only the beginning was read', () => {
  it('has no last row where the cut went through it, in quotes or not', () => {
    expect(rows('a,b\n1,2\n3,"4\n4')).toEqual([['1', '2']]);
    expect(rows('a,b\n1,2\n3,4')).toEqual([['1', '2']]);
  });

  it('hides nothing behind a quote that an early row leaves open: it is shown line by line', () => {
    expect(rows(`a,b\n1,"2\n${'hidden,row\n'.repeat(10_000)}`)).toBeNull();
  });
});
