import { describe, expect, it } from 'vitest';
import { detectionChance, detectionWords } from '../../../lib/custody/detection-chance.ts';
import { type FixityFacts, nextChecks, nextCheckWords } from '../../../lib/custody/fixity.ts';
import { sampleBlocks, sampleSize } from '../../../lib/hashing/sample-blocks.ts';

const sealedAt = '2026-01-01T00:00:00.000Z';
const untouched: FixityFacts = {
  ...{ sealedAt, active: true, whole: null, sample: null, lastTry: null, frozen: false },
  ...{ transferAt: null, policyAt: null, accountAt: null },
};

function checked(change: Partial<FixityFacts>, now = '2026-01-02T00:00:00.000Z') {
  const [whole, sample] = nextChecks({ ...untouched, ...change }, new Date(now));
  if (whole === undefined || sample === undefined) throw new Error('one of each kind is due');
  return { whole, sample };
}

describe('the next checks of a stored copy', () => {
  it('are a whole read 90 days after the seal while its incident is open, a year after it is closed', () => {
    expect(checked({}).whole).toMatchObject({ ground: 'active', dueBy: '2026-04-01T00:00:00.000Z' });
    expect(checked({ active: false }).whole).toMatchObject({
      ...{ ground: 'retained', dueBy: '2027-01-01T00:00:00.000Z' },
    });
  });

  it('are a sample a week after the last check of either kind', () => {
    const whole = { begunAt: '2026-02-01T00:00:00.000Z', endedAt: '2026-02-01T01:00:00.000Z' };
    expect(checked({}).sample.dueBy).toBe('2026-01-08T00:00:00.000Z');
    const { sample } = checked({ whole });
    expect(sample).toMatchObject({ ground: 'weekly', dueBy: '2026-02-08T01:00:00.000Z' });
    expect(nextCheckWords(sample)).toBe(
      'sample of blocks by 2026-02-08 01:00Z, because: one per cent of its blocks each week',
    );
  });

  it('come sooner after a transfer or a change of what guards it, and later acts do not put them off', () => {
    const acts = { transferAt: '2026-01-10T00:00:00.000Z', policyAt: '2026-01-02T00:00:00.000Z' };
    expect(checked(acts)).toMatchObject({
      whole: { ground: 'transfer', opensAt: '2026-01-10T01:00:00.000Z', dueBy: '2026-01-13T00:00:00.000Z' },
      sample: { ground: 'policy', dueBy: '2026-01-03T00:00:00.000Z' },
    });
    expect(checked({ policyAt: '2026-01-07T12:00:00.000Z' }).sample.ground).toBe('weekly');
  });

  it('leave three days for what guards every copy at once, and one for what guards this one', () => {
    const account = { accountAt: '2026-01-02T00:00:00.000Z' };
    expect(checked(account).sample).toMatchObject({
      ...{ ground: 'policy', opensAt: '2026-01-02T01:00:00.000Z', dueBy: '2026-01-05T00:00:00.000Z' },
    });
    const own = (policyAt: string) => checked({ ...account, policyAt }).sample.dueBy;
    expect(own('2026-01-03T00:00:00.000Z')).toBe('2026-01-04T00:00:00.000Z');
    expect(own('2026-01-04T12:00:00.000Z')).toBe('2026-01-05T00:00:00.000Z');
  });

  it('are begun before they are due, and overdue after', () => {
    const at = (now: string) => checked({}, now).sample.state;
    expect(at('2026-01-06T23:59:59.000Z')).toBe('later');
    expect(at('2026-01-07T00:00:00.000Z')).toBe('open');
    expect(at('2026-01-08T00:00:00.000Z')).toBe('open');
    expect(at('2026-01-08T00:00:00.001Z')).toBe('overdue');
  });

  it('stop when the copy is not what was sealed, whatever froze it', () => {
    const differs = { at: '2026-01-03T00:00:00.000Z', outcome: 'differs' };
    const late = '2027-06-01T00:00:00.000Z';
    expect(checked({ lastTry: differs }, late)).toMatchObject({ whole: { state: 'stopped' } });
    expect(checked({ frozen: true }, late)).toMatchObject({ sample: { state: 'stopped' } });
  });

  it('wait six hours after a store that gave no answer, and are overdue all the same', () => {
    const lastTry = { at: '2026-01-09T00:00:00.000Z', outcome: 'not-read' };
    expect(checked({ lastTry }, '2026-01-09T01:00:00.000Z').sample).toMatchObject({
      ...{ opensAt: '2026-01-09T06:00:00.000Z', state: 'overdue' },
    });
  });
});

describe('a sample of blocks', () => {
  const seed = Buffer.alloc(32, 7);

  it('is one per cent, at least four, and never more than there are', () => {
    expect([0, 2, 100, 401, 2_097_152].map(sampleSize)).toEqual([0, 2, 4, 5, 20_972]);
  });

  it('is drawn again by its seed, without repetition, and by another seed otherwise', () => {
    const drawn = sampleBlocks(seed, 10_000, 100);
    expect(new Set(drawn).size).toBe(100);
    expect(drawn.every((index) => index >= 0 && index < 10_000)).toBe(true);
    expect(sampleBlocks(seed, 10_000, 100)).toEqual(drawn);
    expect(sampleBlocks(Buffer.alloc(32, 8), 10_000, 100)).not.toEqual(drawn);
    expect(sampleBlocks(seed, 3, 3)).toEqual([0, 1, 2]);
    expect(() => sampleBlocks(seed, 3, 4)).toThrow(RangeError);
  });

  it('says how likely it finds what is bad, and never certainty where there is none', () => {
    expect(detectionChance(100, 1, 1)).toBeCloseTo(0.01);
    expect(detectionChance(10_000, 100, 100)).toBeCloseTo(0.636, 2);
    expect(detectionChance(4, 4, 1)).toBe(1);
    expect(detectionWords(10_000, 100)).toBe(
      '100 bad blocks would be found with 64 %, a single one with 1 %',
    );
    expect(detectionWords(1_000_000, 999_999)).toContain('a single one with 99 %');
  });
});
