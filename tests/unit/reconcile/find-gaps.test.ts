import { describe, expect, it } from 'vitest';
import {
  arrivedEvents,
  type ExpectedCalls,
  findGaps,
  isHourWhole,
} from '../../../lib/reconcile/find-gaps.ts';

const latenessMs = 30 * 60_000;
const event = (eventId: string, to: string, log: 'blob' | 'activity' = 'blob'): ExpectedCalls => ({
  eventId,
  log,
  at: 'locker',
  operations: ['PUT Blob'],
  calls: [`the call of ${eventId}`],
  from: `2026-11-22T${to}:00.000Z`,
  to: `2026-11-22T${to}:30.000Z`,
});
const late = new Date('2026-11-22T15:00:00Z');
const gaps = (expected: readonly ExpectedCalls[], arrived: readonly string[], now = late, readTo = now) =>
  findGaps(expected, new Set(arrived), { now, readTo, latenessMs });

describe('events of which a call arrived', () => {
  it('are all of a step whose events name the same calls, whichever of them its records were held to be of', () => {
    const copied = event('copied', '10:05');
    const hashed = { ...event('hashed', '10:05'), calls: copied.calls };
    const other = event('other', '10:05');
    expect(arrivedEvents([copied, hashed, other], new Set(['hashed']))).toEqual(
      new Set(['copied', 'hashed']),
    );
  });
});

describe('hours for which no log arrived', () => {
  it('are none while everything that the product did was seen', () => {
    expect(gaps([event('a', '10:05'), event('b', '11:05')], ['a', 'b'])).toEqual([]);
  });

  it('are told by log and hour, with what is missing', () => {
    const found = gaps(
      [event('a', '10:05'), event('b', '10:50'), event('c', '11:05'), event('d', '10:20', 'activity')],
      ['c'],
    );
    expect(found).toEqual([
      {
        log: 'blob',
        from: '2026-11-22T10:05:00.000Z',
        to: '2026-11-22T10:50:30.000Z',
        eventIds: ['a', 'b'],
        operations: ['PUT Blob'],
      },
      expect.objectContaining({ log: 'activity', eventIds: ['d'] }),
    ]);
  });

  it('are told even if other records of the hour arrived', () => {
    expect(gaps([event('a', '10:05'), event('b', '10:06')], ['a'])).toMatchObject([{ eventIds: ['b'] }]);
  });

  it('are not told before the log may be as late as it may be, nor of what nobody asked for', () => {
    const expected = [event('a', '14:40')];
    expect(gaps(expected, [])).toEqual([]);
    expect(gaps(expected, [], new Date('2026-11-22T15:11:00Z'))).toHaveLength(1);
    expect(gaps(expected, [], new Date('2026-11-22T15:11:00Z'), new Date('2026-11-22T15:05:00Z'))).toEqual(
      [],
    );
  });

  it('are whole only when every event of that log and hour was seen', () => {
    const expected = [event('a', '10:05'), event('b', '10:50'), event('c', '11:05')];
    const hour = '2026-11-22T10:00:00.000Z';
    expect(isHourWhole(expected, new Set(['a']), 'blob', hour)).toBe(false);
    expect(isHourWhole(expected, new Set(['a', 'b']), 'blob', hour)).toBe(true);
    expect(isHourWhole(expected, new Set(), 'activity', hour)).toBe(true); // its own events, not another log's
  });
});
