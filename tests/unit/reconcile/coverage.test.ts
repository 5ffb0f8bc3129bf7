import { describe, expect, it } from 'vitest';
import { coverageSpans } from '../../../lib/reconcile/coverage.ts';

const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);
const hour = (time: string, explained = 1) => ({
  hour: at(time).toISOString(),
  ...{ explained, refused: 0, found: 0, aside: 0 },
});
const covered = {
  begunAt: at('10:00'),
  readTo: at('15:30'),
  latenessMinutes: 60,
  hours: [hour('10:00', 2), hour('11:00', 3), hour('13:00')],
  gaps: [],
  from: at('09:00'),
  now: at('15:31'),
};
const told = (change: Partial<Parameters<typeof coverageSpans>[0]> = {}) =>
  coverageSpans({ ...covered, ...change }).map(
    ({ from, to, state, explained }) => `${from.slice(11, 13)}-${to.slice(11, 13)} ${state} ${explained}`,
  );

describe('what is known of the hours of a log', () => {
  it('joins hours of which the same is known, and takes silence for nothing', () => {
    expect(told()).toEqual([
      '09-10 unread 0', // before it began
      '10-12 arrived 5',
      '12-13 quiet 0',
      '13-14 arrived 1',
      '14-16 pending 0',
    ]);
  });

  it('has a gap where the product’s own calls are missing, whatever else arrived', () => {
    const gaps = [{ from: at('11:20'), to: at('12:10') }];
    expect(told({ gaps })).toContain('11-13 gap 3');
  });

  it('does not know what nobody has read for a while, not even the hour in which reading stopped', () => {
    expect(told({ readTo: at('13:40'), now: at('15:31') }).at(-1)).toBe('13-16 unread 1');
    expect(told({ readTo: null })).toEqual(['09-16 unread 6']);
  });
});
