import { expect, it } from 'vitest';
import { completionsFor, wordAt } from '../../../lib/custody/event-completion.ts';
import { readEventQuery } from '../../../lib/custody/event-query.ts';

const values = {
  actor: [
    { text: 'A. Meyer', meaning: 'analyst' },
    { text: 'lead-1@holdfast.example', meaning: 'lead' },
  ],
};
const offered = (word: string) => completionsFor(word, values).map(({ text }) => text);

it('offers the qualifiers that begin so, excluding ones too', () => {
  expect(offered('ac')).toEqual(['actor:', 'action:']);
  expect(offered('-ou')).toEqual(['-outcome:']);
});

it('offers the values of a qualifier, quoted where they need it', () => {
  expect(offered('actor:mey')).toEqual(['actor:"A. Meyer" ']);
  expect(offered('-actor:"A. M')).toEqual(['-actor:"A. Meyer" ']);
  expect(offered('outcome:')).toEqual(['outcome:done ', 'outcome:refused ', 'outcome:failed ']);
  expect(offered('ip:10')).toEqual([]);
});

it('offers nothing that cannot be read as a search', () => {
  for (const word of ['actor:', '-actor:', 'outcome:'])
    for (const text of offered(word)) expect(readEventQuery(text)).toMatchObject({ ok: true });
});

it.each([
  ['actor:x out', 11, 'out'],
  ['actor:"A. Me', 12, 'actor:"A. Me'],
  ['actor:"A. Meyer" ', 17, ''],
  ['actor:x outcome:done', 7, 'actor:x'],
])('takes the word before the cursor in %j at %i', (text, cursor, word) => {
  expect(wordAt(text, cursor).word).toBe(word);
});
