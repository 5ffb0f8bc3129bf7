import { describe, expect, it } from 'vitest';
import { acquisitionSteps, copyWay, startingSteps, stepsToRepeat } from '../../../lib/custody/acquisition.ts';

describe('a retry', () => {
  it.each(acquisitionSteps)('of %s alone repeats that step while the stored copy lives', (step) => {
    expect(stepsToRepeat(step, false)).toEqual([step]);
    expect(startingSteps([step])).toEqual([step]);
  });

  it('after unequal digests copies and reads both again, copy and source side by side', () => {
    const repeated = stepsToRepeat('compare-digests', true);
    expect(repeated).toEqual(['copy-to-locker', 'hash-source', 'hash-locker-copy', 'compare-digests']);
    expect(startingSteps(repeated)).toEqual(['copy-to-locker', 'hash-source']);
  });

  it('of a read-back whose copy is dead begins with a new copy and keeps the read of the source', () => {
    const repeated = stepsToRepeat('hash-locker-copy', true);
    expect(repeated).toEqual(['copy-to-locker', 'hash-locker-copy']);
    expect(startingSteps(repeated)).toEqual(['copy-to-locker']);
  });
});

describe('the way of a copy', () => {
  it('is Azure’s own for three attempts and staging from the fourth', () => {
    expect([1, 2, 3, 4, 5].map(copyWay)).toEqual([
      'server-side',
      'server-side',
      'server-side',
      'staging',
      'staging',
    ]);
  });
});
