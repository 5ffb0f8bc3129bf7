import { expect, it } from 'vitest';
import { type EventQuery, eventQueryText } from '../../../lib/custody/event-query.ts';
import { madeAt } from '../../../lib/custody/made-at.ts';
import { narrowedBy, queryParts, readTimelineQuery } from '../../../lib/custody/timeline-query.ts';

function queryOf(text: string, known?: string): EventQuery {
  const read = readTimelineQuery(text, 'item', known);
  if (!read.ok) throw new Error(read.problem);
  return read.query;
}

it('refuses to ask for another item in the timeline of one, and says where to ask', () => {
  expect(readTimelineQuery('action:access -item:EV-2026-0002', 'item')).toMatchObject({
    ok: false,
    at: 14,
    problem: expect.stringContaining('the page Audit'),
  });
  expect(readTimelineQuery('item:EV-2026-0002', 'incident')).toMatchObject({ ok: true });
  expect(readTimelineQuery('item:EV-2026-0002', 'anything')).toMatchObject({ ok: true });
});

it('takes a moment of a field of its own as UTC, in the place of the one in the text', () => {
  const asked = queryOf('action:access known:2026-01-01', '2026-11-20T10:00');
  expect(asked.knownAt).toBe('2026-11-20T10:01:00.000Z'); // the whole minute is known
  expect(queryOf('', '2026-11-20T12:00:00+02:00').knownAt).toBe('2026-11-20T10:00:01.000Z');
  expect(readTimelineQuery('', 'item', 'soon')).toMatchObject({ ok: false });
});

it('takes a search apart into what can be taken away one by one', () => {
  const query = queryOf('actor:a -actor:b created:2026-11-01 known:2026-11-20');
  expect(queryParts(query).map(({ words, without }) => [words, eventQueryText(without)])).toEqual([
    ['actor:a', '-actor:b created:2026-11-01 known:2026-11-20'],
    ['-actor:b', 'actor:a created:2026-11-01 known:2026-11-20'],
    ['created:2026-11-01', 'actor:a -actor:b known:2026-11-20'],
    ['known:2026-11-20', 'actor:a -actor:b created:2026-11-01'],
  ]);
});

it('narrows by a value of a key that is not asked for yet, and by none where it would widen', () => {
  const query = queryOf('-actor:b');
  expect(eventQueryText(narrowedBy(query, { key: 'actor', value: 'a' }) ?? query)).toBe('-actor:b actor:a');
  expect(narrowedBy(queryOf('actor:a'), { key: 'actor', value: 'b' })).toBeNull();
});

it('reads from an id when its row was made, and from an id of another kind nothing', () => {
  expect(madeAt('019e807a-ec00-7000-8000-000000000001')?.toISOString()).toBe('2026-06-01T00:00:00.000Z');
  expect(madeAt('00000000-0000-4000-8000-000000000001')).toBeNull();
});
