import { describe, expect, it } from 'vitest';
import { gapsOf } from '../../../lib/custody/gap.ts';
import type { RecordedEvent } from '../../../lib/custody/recorded-event.ts';
import { item, recordedAcquisition, recordedEvent, stampedGap } from '../../support/recorded-acquisition.ts';

describe('gaps', () => {
  const at = '2026-11-22T10:00:00.000Z';
  const found = (change: Parameters<typeof facts>[0] = {}) => gapsOf(facts(change)).map(({ kind }) => kind);
  const facts = (change: { now?: string; events?: RecordedEvent[]; missing?: []; coverage?: [] }) => ({
    ...{ now: at, about: 'EV-2026-0001', missing: [], coverage: [stampedGap] },
    ...{
      ...change,
      events: (change.events ?? recordedAcquisition()).map((event) => ({
        stream: item,
        event,
        holds: true,
        removed: false,
      })),
    },
  });

  it('are none where everything is on record', () => expect(found()).toEqual([]));

  it.each([
    ['a number that is missing', { missing: [{ stream: item, n: ['3'] }] as never }, 'numbers-missing'],
    ['logs that nobody read', { coverage: [] as [] }, 'log-not-read'],
    ['a whole read ninety-one days ago', { now: '2027-02-21T10:00:01.000Z' }, 'verification-overdue'],
    ['no date of the case', { events: without('report.requested') }, 'needed-until-unknown'],
    ['a retention that ends before it', { events: needed('2031-01-01') }, 'retention-too-short'],
    ['an unanswered hand-over', { events: [...recordedAcquisition(), offered()] }, 'handover-unanswered'],
    [
      'a copy that is gone',
      { events: [...recordedAcquisition(), recordedEvent('evidence.missing-found', {})] },
      'copy-not-as-sealed',
    ],
    ['a copy without a seal', { events: without('evidence.sealed') }, 'not-verified'],
    [
      'an access nobody approved',
      {
        events: [
          ...recordedAcquisition(),
          recordedEvent('access.granted', { number: 'AR-1', approvers: [] }),
        ],
      },
      'approval-missing',
    ],
    ['no authority', { events: unauthorised() }, 'authority-missing'],
    ['MD5 alone', { events: unauthorised({ algorithm: 'MD5', value: 'x' }) }, 'weak-digest-only'],
  ])('name %s', (_, change, kind) => expect(found(change)).toContain(kind));

  it('are not told of a hold that keeps the item longer than its retention', () => {
    const hold = recordedEvent('hold.placed', { container: 'c', tags: ['case1'] });
    expect(found({ events: [...needed('2031-01-01'), hold] })).not.toContain('retention-too-short');
  });
});

function without(type: string): RecordedEvent[] {
  return recordedAcquisition().filter((one) => one.type !== type);
}

function needed(until: string): RecordedEvent[] {
  return recordedAcquisition().map((one) =>
    one.type === 'report.requested'
      ? ({ ...one, detail: { ...one.detail, neededUntil: until } } as RecordedEvent)
      : one,
  );
}

function unauthorised(digest?: object): RecordedEvent[] {
  return recordedAcquisition(digest === undefined ? {} : { given: digest }, {
    type: 'not-supplied',
    number: 'Not supplied',
    validFrom: null,
    validUntil: null,
  });
}

function offered(): RecordedEvent {
  return recordedEvent('custody.handover-offered', { handoverId: 'h', number: 'HO-1', from: {}, to: {} });
}
