import { describe, expect, it } from 'vitest';
import type { AzureTrace } from '../../../lib/custody/azure-trace.ts';
import type { RecordedEvent } from '../../../lib/custody/recorded-event.ts';
import { expectedCalls, recordedCalls } from '../../../lib/reconcile/recorded-calls.ts';

const trace = (operation: string, id: string): AzureTrace => ({
  operation,
  requestId: `r-${id}`,
  correlationId: operation.includes('Microsoft.') ? `c-${id}` : null,
  clientRequestId: `k-${id}`,
});
const event = (type: string, detail: object): RecordedEvent =>
  ({
    ...{ id: 'event-1', type, occurredAt: '2026-11-22T12:00:00.000Z', detail },
    actor: { kind: 'person', objectId: 'controller-1' },
  }) as unknown as RecordedEvent;
const report = {
  startedAt: '2026-11-22T10:00:00.000Z',
  endedAt: '2026-11-22T11:00:00.000Z',
  azure: [
    trace('PUT Copy Blob', '1'),
    trace('GET Microsoft.Storage/storageAccounts/blobServices/containers', '2'),
    trace('POST Microsoft.Compute/snapshots/beginGetAccess', '3'),
  ],
};

describe('the calls that an event names', () => {
  it('are found wherever they stand, with every id and the time of the step', () => {
    const calls = recordedCalls(event('acquisition.copied', { report }));
    expect(calls.map(({ log, ids }) => [log, ids])).toEqual([
      ['blob', ['r-1', 'k-1']],
      ['activity', ['r-2', 'c-2', 'k-2']],
      ['activity', ['r-3', 'c-3', 'k-3']],
    ]);
    expect(calls[0]).toMatchObject({ from: report.startedAt, to: report.endedAt, by: null });
  });

  it('are known by their correlation id alone where nothing more was recorded', () => {
    const detail = { correlationIds: ['c-9'], readAt: '2026-11-22T12:00:00.000Z' };
    expect(recordedCalls(event('hold.placed', detail))).toMatchObject([
      { log: 'activity', ids: ['c-9'], operation: null, to: '2026-11-22T12:00:00.000Z' },
    ]);
  });

  it('are the product’s, but for those that a controller made with their own token', () => {
    const detail = { correlationIds: ['c-9'] };
    const by = ['control.act-done', 'hold.placed'].map((type) => recordedCalls(event(type, detail))[0]?.by);
    expect(by).toEqual(['controller-1', null]);
  });

  it('do not include what somebody else did and the log told of, nor a request for access', () => {
    const detail = { correlationId: 'c-8', requestId: 'AR', at: '2026-11-22T11:00:00.000Z' };
    expect(recordedCalls(event('hold.change-attributed', detail))).toEqual([]);
  });

  it('must show in both logs, but for reads through the resource manager and calls to other places', () => {
    expect(expectedCalls(event('acquisition.copied', { report }))).toMatchObject([
      { log: 'blob', at: 'locker', operations: ['PUT Copy Blob'] },
      { log: 'activity', at: 'snapshots', operations: ['POST Microsoft.Compute/snapshots/beginGetAccess'] },
    ]);
    const upload = { azure: [trace('PUT Blob', '4')] }; // into a managed disk, whose log nobody has
    expect(expectedCalls(event('derivative.imported', upload))).toEqual([]);
  });
});
