import { describe, expect, it } from 'vitest';
import { correctableFields, recordedValue } from '../../../lib/custody/correction.ts';
import type { RecordedEvent } from '../../../lib/custody/recorded-event.ts';

const event = {
  type: 'custody.handover-offered',
  stream: { kind: 'evidence', id: 'e' },
  reason: 'Their shift begins.',
  authority: null,
  detail: {
    handoverId: 'h',
    number: 'HO-2026-0001',
    from: { objectId: 'a', displayName: 'A' },
    to: { objectId: 'b', displayName: 'B' },
    purpose: 'Their shift begins.',
    condition: 'sealed',
    location: 'SOC room 1',
    expiresAt: '2026-01-01T00:00:00.000Z',
    inPlace: false,
  },
} as unknown as RecordedEvent;

describe('what of a record can be corrected', () => {
  it('is what people wrote into it, not the ids that say what it is about', () => {
    expect(correctableFields(event).map(({ field }) => field)).toEqual([
      'reason',
      'detail.from.displayName',
      'detail.to.displayName',
      'detail.purpose',
      'detail.condition',
      'detail.location',
      'detail.expiresAt',
      'detail.inPlace',
    ]);
  });

  it('is told with the value that the record has', () => {
    expect(recordedValue(event, 'detail.location', 'SOC room 2')).toBe('SOC room 1');
    expect(recordedValue(event, 'detail.inPlace', 'true')).toBe('false');
  });

  it.each([
    'detail.handoverId',
    'detail.from',
    'detail.nothing',
    'actor.displayName',
    'occurredAt',
    '__proto__',
  ])('is not %s', (field) => {
    expect(() => recordedValue(event, field, 'x')).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });

  it('is nothing that stands there already, of a correction, of the ledger itself, or of a person’s own stream', () => {
    expect(() => recordedValue(event, 'detail.location', 'SOC room 1')).toThrow('says this already');
    expect(correctableFields({ ...event, type: 'custody.corrected' } as RecordedEvent)).toEqual([]);
    expect(correctableFields({ ...event, type: 'ledger.opened' } as RecordedEvent)).toEqual([]);
    expect(correctableFields({ ...event, stream: { kind: 'person', id: 'p' } })).toEqual([]);
  });
});
