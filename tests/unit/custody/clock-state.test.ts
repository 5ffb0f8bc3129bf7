import { describe, expect, it } from 'vitest';
import { boundsOf, offsetWithin } from '../../../lib/adapters/azure/date-header.ts';
import { readChrony, readTimedate } from '../../../lib/adapters/node/host-synchronisation.ts';
import { clockWords, unmeasuredClock } from '../../../lib/custody/clock-state.ts';

const second = Date.parse('2026-11-22T04:20:11Z');
const date = new Date(second).toUTCString();

describe('the clock of an event in words', () => {
  it('says that nothing is known where nobody measured', () => {
    expect(clockWords(unmeasuredClock)).toBe(
      'postgresql, offset unknown; synchronisation of the recording host unknown',
    );
  });

  it('reads the events of versions that recorded a source and an offset alone', () => {
    expect(clockWords({ source: 'postgresql', offsetMs: null })).toContain('offset unknown');
  });

  it('says how far, against whom, how exactly and when', () => {
    expect(
      clockWords({
        source: 'postgresql',
        offsetMs: -3_000,
        uncertaintyMs: 140,
        reference: 'management.azure.com',
        measuredAt: '2026-11-22T04:20:11.500Z',
        hostSynchronisation: 'not-synchronised',
      }),
    ).toBe(
      'postgresql, 3000 ms behind management.azure.com (± 140 ms), measured 2026-11-22 04:20:11Z; the time service of the recording host says it is not synchronised',
    );
  });
});

describe('an offset out of Date headers', () => {
  it('is as wide as the second and the round trip when there is one answer', () => {
    // Sent 40 ms into their second by a clock that is exact: between 960 ms behind and 90 ms ahead.
    expect(boundsOf(second + 40, second + 90, date, 'azure')).toEqual({ least: -960, most: 90 });
  });

  it('is narrowed by answers from other parts of the second', () => {
    const early = boundsOf(second + 2_020, second + 2_040, new Date(second + 2_000).toUTCString(), 'azure');
    const late = boundsOf(second + 960, second + 980, date, 'azure');
    expect(offsetWithin([early, late])).toEqual({ offsetMs: 0, uncertaintyMs: 40 });
  });

  it('finds a clock that is an hour ahead', () => {
    const hour = 3_600_000;
    const bounds = [20, 260, 500, 740, 980].map((ms) =>
      boundsOf(second + hour + ms, second + hour + ms + 10, date, 'azure'),
    );
    const { offsetMs, uncertaintyMs } = offsetWithin(bounds);
    expect(Math.abs(offsetMs - hour)).toBeLessThanOrEqual(uncertaintyMs);
    expect(uncertaintyMs).toBeLessThan(30);
  });

  it('shows answers that contradict each other as uncertainty', () => {
    const bounds = [
      boundsOf(second, second, date, 'azure'),
      boundsOf(second + 9_000, second + 9_000, date, 'azure'),
    ];
    expect(offsetWithin(bounds).uncertaintyMs).toBe(4_000);
  });

  it('refuses an answer without a date', () => {
    expect(() => boundsOf(1, 2, '', 'azure')).toThrow('azure does not tell the time');
  });
});

describe('what the host says of itself', () => {
  const fields = 'C0A80001,ntp,2,1763785211.1,0.000012,0.00001,0.00002,1.2,0.0,0.1,0.02,0.001,64.0';

  it('reads chrony and systemd, and takes nothing for granted', () => {
    expect(readChrony(`${fields},Normal\n`)).toBe('synchronised');
    expect(readChrony(`${fields},Not synchronised\n`)).toBe('not-synchronised');
    expect(readChrony('')).toBe('unknown');
    expect(readTimedate('NTPSynchronized=yes\n')).toBe('synchronised');
    expect(readTimedate('NTPSynchronized=no\n')).toBe('not-synchronised');
    expect(readTimedate('Failed to connect to bus')).toBe('unknown');
    expect(readTimedate(null)).toBe('unknown');
  });
});
