import { describe, expect, it } from 'vitest';
import { estimateProgress, type ProgressSample, ratesOf } from '../../../lib/custody/progress-estimate.ts';

const startedAt = '2026-11-21T23:00:00Z';
const heartbeatAt = '2026-11-21T23:01:40Z';
const at = (second: number, bytes: number): ProgressSample => ({
  at: new Date(Date.parse(startedAt) + second * 1000).toISOString(),
  bytes: String(bytes),
});
const estimate = (bytesDone: string, bytesTotal: string | null, samples: readonly ProgressSample[] = []) =>
  estimateProgress({ startedAt, heartbeatAt, bytesDone, bytesTotal, samples });

describe('the estimate of a running step', () => {
  it('gives the average and a range of the time left', () => {
    expect(estimate('500', '1500')).toEqual({
      fraction: 1 / 3,
      average: 5,
      lastMinute: null,
      left: '3–5 min',
    });
  });

  it('promises no time before two per cent are done', () => {
    expect(estimate('19', '1000').left).toBeNull();
  });

  it('gives neither share nor time while the total is unknown', () => {
    expect(estimate('500', null)).toMatchObject({ fraction: null, left: null, average: 5 });
  });

  it('tells the last minute from the average, and the range spans both', () => {
    // 500 of 1500 in 100 s is 5 a second; but 60 in the last minute is 1 a second.
    const slowing = estimate('500', '1500', [at(10, 200), at(40, 440), at(70, 470)]);
    expect(slowing).toMatchObject({ average: 5, lastMinute: 1, left: '3–23 min' });
    const speeding = estimate('500', '1500', [at(40, 0), at(70, 250)]);
    expect(speeding.lastMinute).toBeCloseTo(500 / 60);
    expect(speeding.left).toBe('1–5 min');
  });

  it('takes no sample older than a minute, and none for a rate over less than ten seconds', () => {
    expect(estimate('500', '1500', [at(39, 0)]).lastMinute).toBeNull();
    expect(estimate('500', '1500', [at(91, 400)]).lastMinute).toBeNull();
    expect(estimate('500', '1500', [at(39, 0), at(90, 400)]).lastMinute).toBe(10);
  });

  it('names only the near end while nothing moves', () => {
    expect(estimate('500', '1500', [at(40, 500)])).toMatchObject({ lastMinute: 0, left: 'at least 3 min' });
  });

  it('says a few seconds only where both rates say so', () => {
    expect(estimate('1450', '1500').left).toBe('a few seconds');
    expect(estimate('1450', '1500', [at(40, 1444)]).left).toBe('1–12 min');
  });
});

describe('the rates between samples', () => {
  it('are bytes a second, one fewer than samples', () => {
    expect(ratesOf([at(0, 0), at(5, 50), at(10, 50), at(20, 250)])).toEqual([10, 0, 20]);
    expect(ratesOf([at(0, 7)])).toEqual([]);
    expect(ratesOf([])).toEqual([]);
  });

  it('are never negative and never infinite', () => {
    expect(ratesOf([at(0, 90), at(5, 40), at(5, 60)])).toEqual([0, 0]);
  });
});
