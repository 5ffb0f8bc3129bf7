import { expect, it } from 'vitest';
import { type StandingPause, throttledUntil, throttleWords } from '../../../lib/custody/throttled-until.ts';

const soon = new Date('2026-03-01T09:00:05.400Z');
const later = new Date('2026-03-01T09:01:00Z');
const scan = { kind: 'scan', type: 'Quick' } as const;
const live = {
  kind: 'live-response',
  line: 'processes',
  steps: [],
  scripts: [{ fileName: 'a.ps1', sha256: 'x' }],
} as const;
const of = (act: typeof scan | typeof live, change: object = {}) =>
  ({ act, state: 'requested', askedAt: null, cancelWanted: false, ...change }) as const;
const paused = (identity: StandingPause['identity'], api: string, until = soon) => ({ identity, api, until });

it('an action stands still until the last pause of where it goes next is over', () => {
  const both = [paused('responder', 'machine-actions'), paused('reader', 'machines', later)];
  expect(throttledUntil(of(scan), both)).toBe(later.toISOString());
  expect(throttledUntil(of(live), [paused('collector', 'run-live-response')])).toBe(soon.toISOString());
  expect(throttledUntil(of(live), [paused('librarian', 'library')])).toBe(soon.toISOString());
  expect(throttleWords(soon.toISOString())).toBe('Throttled by Microsoft until 09:00:05 UTC');
});

it('an action is not held up by what another identity was told, nor where it does not go any more', () => {
  const told = [paused('responder', 'machine-actions'), paused('reader', 'machines')];
  expect(
    throttledUntil(of(scan), [paused('collector', 'machine-actions'), paused('reader', 'hunting')]),
  ).toBe(null);
  expect(throttledUntil(of(scan, { state: 'submitted' }), told)).toBe(null);
  expect(throttledUntil(of(scan, { state: 'submitted', cancelWanted: true }), told)).toBe(soon.toISOString());
  for (const state of ['proposed', 'refused', 'withdrawn', 'ended'])
    expect(throttledUntil(of(scan, { state }), told), state).toBe(null);
});

it('an action whose answer was lost, or that Defender has, waits for who looks for it', () => {
  const looking = [paused('reader', 'machine-actions')];
  expect(throttledUntil(of(scan), looking)).toBe(null);
  expect(throttledUntil(of(scan, { askedAt: soon }), looking)).toBe(soon.toISOString());
  expect(throttledUntil(of(live, { state: 'submitted' }), looking)).toBe(soon.toISOString());
});
