import { expect, it } from 'vitest';
import { requireReportable } from '../../../lib/custody/report-bounds.ts';

const incident = { kind: 'incident', number: 'INC-2026-0007' } as const;

it('a report of 20,000 events is taken on, and of one more refused, with what to ask for instead', () => {
  expect(() => requireReportable(incident, { events: 20_000, recordBytes: 1n })).not.toThrow();
  expect(() => requireReportable(incident, { events: 20_001, recordBytes: 1n })).toThrow(
    /20001 events .* on each of its items/,
  );
  const item = { kind: 'evidence', number: 'EV-2026-0001' } as const;
  expect(() => requireReportable(item, { events: 20_001, recordBytes: 1n })).toThrow(
    /Ask for a bundle of it/,
  );
});

it('few events with very long records are refused alike', () =>
  expect(() => requireReportable(incident, { events: 3, recordBytes: 40_000_000n })).toThrow(/at most/));
