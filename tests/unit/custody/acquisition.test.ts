import { describe, expect, it } from 'vitest';
import {
  acquisitionSteps,
  copyWay,
  nextSteps,
  startingSteps,
  stepsOf,
  stepsToRepeat,
} from '../../../lib/custody/acquisition.ts';

describe('a retry', () => {
  it.each(acquisitionSteps)('of %s alone repeats that step while the stored copy lives', (step) => {
    expect(stepsToRepeat(step, false, 'disk')).toEqual([step]);
    expect(startingSteps([step])).toEqual([step]);
  });

  it('after unequal digests copies and reads both again, copy and source side by side', () => {
    const repeated = stepsToRepeat('compare-digests', true, 'disk');
    expect(repeated).toEqual(['copy-to-locker', 'hash-source', 'hash-locker-copy', 'compare-digests']);
    expect(startingSteps(repeated)).toEqual(['copy-to-locker', 'hash-source']);
  });

  it('of a read-back whose copy is dead begins with a new copy and keeps the read of the source', () => {
    const repeated = stepsToRepeat('hash-locker-copy', true, 'disk');
    expect(repeated).toEqual(['copy-to-locker', 'hash-locker-copy']);
    expect(startingSteps(repeated)).toEqual(['copy-to-locker']);
  });
});

describe('an item that came from a device', () => {
  it('takes its result in one read, then goes the way of a disk to the seal, and opens nothing at the source', () => {
    const order = stepsOf('package');
    expect(order).toEqual([
      'hash-source',
      'hash-locker-copy',
      'compare-digests',
      'seal-evidence',
      'corroborate',
    ]);
    const after = order.map((step) => nextSteps(step, new Set(order), 'package'));
    expect(after).toEqual([...order.slice(1).map((step) => [step]), []]);
  });

  it('is fetched anew once its stored copy is dead', () => {
    expect(stepsToRepeat('compare-digests', true, 'package')).toEqual([
      'hash-source',
      'hash-locker-copy',
      'compare-digests',
    ]);
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
