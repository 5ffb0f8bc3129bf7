import { expect, it } from 'vitest';
import type { RecordedEvent } from '../../../lib/custody/recorded-event.ts';
import { groupedViews, viewerOf } from '../../../lib/custody/repeated-views.ts';

const view = (day: number, over: object = {}) => ({
  type: 'access.content-opened',
  viewer: 'a-meyer',
  who: 'A. Meyer',
  stream: 's',
  occurredAt: `2026-11-${day}T10:00:00.000000Z`,
  trouble: null,
  ...over,
});
const end = (day: number) => view(day, { type: 'access.content-read' });

it('puts views that follow each other into one line, with their number and days, and loses none', () => {
  const events = [end(23), view(23), end(22), view(22), view(21)];
  expect(groupedViews(events)).toEqual([
    { kind: 'views', events, sentence: 'Viewed 3 times by A. Meyer, 21–23 Nov 2026 (UTC)' },
  ]);
});

it.each([
  ['one view and its end', [end(22), view(22)]],
  ['views by different people of one name', [view(22), view(21, { viewer: 'another' })]],
  ['views of different items', [view(22), view(21, { stream: 't' })]],
  ['a view that does not hold', [view(22, { trouble: 'changed' }), view(21)]],
  ['anything that is no view', [view(22, { viewer: null }), view(21, { viewer: null })]],
  [
    'views with something between them',
    [view(23), view(22, { type: 'access.denied', viewer: null }), view(21)],
  ],
])('leaves %s as single lines', (_, events) => {
  expect(groupedViews(events)).toEqual(events.map((event) => ({ kind: 'event', event })));
});

it.each([
  ['access.content-opened', { seen: true }, true],
  ['access.content-opened', { inside: { form: 'page' } }, true],
  ['access.content-opened', {}, false], // handed out as a file
  ['access.content-opened', { inside: { form: 'csv' } }, false],
  ['access.content-read', { result: 'complete', seen: [] }, true],
  ['access.content-read', { result: 'mismatch', seen: [] }, false],
  ['access.content-read', { result: 'complete' }, false],
  ['access.content-read', { result: 'complete', inside: { form: 'page', verdict: 'bomb' } }, false],
  ['break-glass.read', { page: '/' }, true],
  ['evidence.sealed', {}, false],
])('of %s with %j it is %s that somebody merely looked', (type, detail, expected) => {
  const by = (actor: object) => viewerOf({ type, detail, actor } as unknown as RecordedEvent);
  expect(by({ kind: 'person', objectId: 'a-meyer' })).toBe(expected ? 'a-meyer' : null);
  expect(by({ kind: 'system', component: 'access' })).toBe(null);
});
