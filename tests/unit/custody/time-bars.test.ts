import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeBars } from '../../../lib/custody/time-bars.ts';

it.each([
  ['2026-11-01T10:00:30Z', '2026-11-01T10:20:00Z', 'minute', '2026-11-01T10:00:00.000Z'],
  ['2026-11-01T10:00:30Z', '2026-11-02T10:20:00Z', 'hour', '2026-11-01T10:00:00.000Z'],
  ['2026-11-01T10:00:30Z', '2026-11-22T00:00:00Z', 'day', '2026-11-01T00:00:00.000Z'],
  ['2026-07-01T00:00:00Z', '2026-11-22T00:00:00Z', 'week', '2026-06-29T00:00:00.000Z'],
  ['2025-01-15T00:00:00Z', '2026-11-22T00:00:00Z', 'month', '2025-01-01T00:00:00.000Z'],
  ['2015-01-15T00:00:00Z', '2026-11-22T00:00:00Z', 'year', '2015-01-01T00:00:00.000Z'],
  ['1970-01-01T00:00:00Z', '2100-01-01T00:00:00Z', '10 years', '1970-01-01T00:00:00.000Z'],
  ['2015-01-15T00:00:00Z', '9999-12-31T00:00:00Z', '1000 years', '2000-01-01T00:00:00.000Z'],
])('from %s to %s: bars of a %s, the first from %s', (from, until, width, first) => {
  const bars = timeBars(new Date(from), new Date(until));
  expect([bars.width, bars.starts[0]]).toEqual([width, first]);
});

it('holds every moment of a stretch in one of its bars, and never draws many', () => {
  const moment = fc.date({ min: new Date(0), max: new Date('9999-12-30'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [from, until] = a <= b ? [a, b] : [b, a];
      const { starts, end } = timeBars(from, until);
      expect((starts[0] ?? '') <= from.toISOString() && until.toISOString() <= end).toBe(true);
      expect(starts.toSorted()).toEqual(starts);
      expect(starts.length).toBeLessThanOrEqual(46);
      for (const at of [...starts, end]) expect(at).toMatch(/^\d{4}-/); // as the database reads it
    }),
  );
});
