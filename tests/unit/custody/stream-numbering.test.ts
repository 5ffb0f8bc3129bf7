import { describe, expect, it } from 'vitest';
import { streamNumbering } from '../../../lib/custody/stream-numbering.ts';

describe('the numbering of a stream', () => {
  const nothing = { missing: [], beyond: null };

  it('is complete when nothing is missing below the next number', () => {
    expect(streamNumbering(nothing, 3n)).toEqual({
      complete: true,
      sentence: 'Numbering complete from 0 to 2',
    });
    expect(streamNumbering(nothing, 0n).sentence).toBe('No event is recorded yet.');
  });

  it('names what is missing', () => {
    expect(streamNumbering({ missing: [1n], beyond: null }, 3n)).toEqual({
      complete: false,
      sentence: 'Numbering broken: 1 is missing.',
    });
    expect(streamNumbering({ missing: [0n, 1n], beyond: null }, 2n).sentence).toBe(
      'Numbering broken: 0, 1 are missing.',
    );
    expect(streamNumbering({ missing: [0n, 1n, 2n, 3n, 4n, 5n], beyond: null }, 9n).sentence).toBe(
      'Numbering broken: 0, 1, 2, 3, 4 and more are missing.',
    );
  });

  it('notices an event that the stream never numbered', () => {
    expect(streamNumbering({ missing: [], beyond: 7n }, 2n).sentence).toContain('event 7 exists');
  });
});
