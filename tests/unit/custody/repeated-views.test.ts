import { expect, it } from 'vitest';
import { groupedViews } from '../../../lib/custody/repeated-views.ts';

const view = (day: number, over: object = {}) => ({
  type: 'access.content-opened',
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
  ['views by different people', [view(22), view(21, { who: 'B. Okoro' })]],
  ['views of different items', [view(22), view(21, { stream: 't' })]],
  ['a view that does not hold', [view(22, { trouble: 'changed' }), view(21)]],
  [
    'anything that is no view',
    [view(22, { type: 'evidence.sealed' }), view(21, { type: 'evidence.sealed' })],
  ],
  ['views with something between them', [view(23), view(22, { type: 'access.denied' }), view(21)]],
])('leaves %s as single lines', (_, events) => {
  expect(groupedViews(events)).toEqual(events.map((event) => ({ kind: 'event', event })));
});
