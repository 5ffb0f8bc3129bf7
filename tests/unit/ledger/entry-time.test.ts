import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimestamp, microsecondsOf, timestampOf } from '../../../lib/ledger/entry-time.ts';

const milliseconds = fc.integer({ min: Date.UTC(0, 0, 1), max: Date.UTC(2255, 0, 1) });
const written = (ms: number, rest: number) =>
  `${new Date(ms).toISOString().slice(0, 23)}${String(rest).padStart(3, '0')}Z`;

describe('the time of an entry', () => {
  it('is the number of microseconds that its text says, and back', () => {
    fc.assert(
      fc.property(milliseconds, fc.integer({ min: 0, max: 999 }), (ms, rest) => {
        const text = written(ms, rest);
        expect(isTimestamp(text)).toBe(true);
        expect(microsecondsOf(text)).toBe(ms * 1000 + rest);
        expect(timestampOf(microsecondsOf(text))).toBe(text);
      }),
    );
  });

  it.each([
    '2026-02-29T00:00:00.000000Z',
    '2026-04-31T00:00:00.000000Z',
    '2026-13-01T00:00:00.000000Z',
    '2026-00-01T00:00:00.000000Z',
    '2026-01-00T00:00:00.000000Z',
    '2026-01-01T24:00:00.000000Z',
    '2026-01-01T00:60:00.000000Z',
    '2026-01-01T00:00:60.000000Z',
    '2026-01-01T00:00:00.00000Z',
    '2026-01-01T00:00:00.000000+00:00',
    ' 2026-01-01T00:00:00.000000Z',
  ])('is none when there is no such time: %s', (text) => {
    expect(isTimestamp('2026-01-01T00:00:00.000000Z')).toBe(true);
    expect(isTimestamp(text)).toBe(false);
  });

  it('is one on a leap day', () => {
    expect(isTimestamp('2024-02-29T23:59:59.999999Z')).toBe(true);
    expect(microsecondsOf('2024-02-29T23:59:59.999999Z')).toBe(
      Date.UTC(2024, 1, 29, 23, 59, 59, 999) * 1000 + 999,
    );
  });
});
