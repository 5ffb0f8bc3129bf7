import { describe, expect, it } from 'vitest';
import { kustoText, letLine } from '../../lib/custody/hunting.ts';
import { type HuntingAnswer, unambiguous } from '../../lib/custody/hunting-answer.ts';
import { queryTokens } from '../../lib/embedded/hunting/query-tokens.ts';
import { canonicalJson } from '../../lib/ledger/canonical-json.ts';
import { answerView } from '../../lib/queries/hunting-rows.ts';

describe('a value that a device reported', () => {
  it.each([
    ['a quote', 'x"]); DeviceEvents | where "" == "'],
    ['an apostrophe', "x' | take 1 //"],
    ['a backslash at its end', 'C:\\'],
    ['line breaks', 'a\nb\r\nc\u2028d\u2029'],
    ['signs that hide', 'a\u202eb\u200b\u0000'],
    ['half a pair', 'a\ud83d'],
  ])('cannot end the text that it is put into: %s', (_, value) => {
    const text = kustoText(value);
    expect(queryTokens(text).map(({ kind }) => kind)).toEqual(['text', 'end']);
    expect(text).not.toMatch(/[\p{C}\u2028\u2029]/u);
    const whole = queryTokens(letLine('names', [value, 'b'])).filter(({ kind }) => kind === 'text');
    expect(whole).toHaveLength(2);
  });
});

it('an answer has one canonical form whatever numbers and texts it holds', () => {
  const odd = { a: 1.5, b: 2 ** 60, c: -0, d: '\ud800', e: [null, undefined, { '\udc00': true }] };
  expect(new TextDecoder().decode(canonicalJson(unambiguous(odd)))).toBe(
    '{"a":"1.5","b":"1152921504606847000","c":"0","d":"\ufffd","e":[null,null,{"\ufffd":true}]}',
  );
});

describe('the rows of an answer', () => {
  const answer: HuntingAnswer = {
    ...{ format: 'holdfast.query-result/1', query: 'x', timespan: 'P1D', askedAt: '', coverage: '' },
    columns: ['N', 'Who'].map((name) => ({ name, type: 'String' })),
    rows: [10, 9, 100].map((n) => ({ N: n, Who: n === 9 ? { name: 'Bob' } : 'alice' })),
    ...{ rowCount: 3, truncated: false },
  };
  const column = (asked: object) => answerView(answer, asked).rows.map(({ cells }) => cells[0]);

  it('are ordered as numbers where they are numbers, and searched in every cell', () => {
    expect(column({ sort: 'N' })).toEqual(['9', '10', '100']);
    expect(column({ sort: '-N' })).toEqual(['100', '10', '9']);
    expect(column({ sort: 'NoSuch' })).toEqual(['10', '9', '100']);
    expect(column({ q: 'BOB' })).toEqual(['9']);
  });

  it('are a page that there is, whatever the address says', () => {
    for (const page of ['0', '-1', '99', 'x']) expect(column({ page })).toHaveLength(3);
  });
});
