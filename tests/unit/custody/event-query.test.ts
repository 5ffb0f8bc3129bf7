import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EventQuery,
  eventKeys,
  eventQueryText,
  readEventQuery,
} from '../../../lib/custody/event-query.ts';
import { anyText } from '../../support/any-text.ts';

function queryOf(text: string): EventQuery {
  const read = readEventQuery(text);
  if (!read.ok) throw new Error(`${read.problem} (at ${read.at})`);
  return read.query;
}

function problemOf(text: string): string {
  const read = readEventQuery(text);
  return read.ok ? 'none' : `${read.at}: ${read.problem}`;
}

describe('a search in qualifiers', () => {
  it('reads who, what and on what, with quotes and exclusions', () => {
    expect(queryOf('actor:"A. Meyer" -action:access item:ev-2026-0001').terms).toEqual([
      { key: 'actor', value: 'A. Meyer', negated: false },
      { key: 'action', value: 'access', negated: true },
      { key: 'item', value: 'EV-2026-0001', negated: false },
    ]);
  });

  it.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'],
    ['2026-11-01..2026-11-22', '2026-11-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['>=2026-11-01', '2026-11-01T00:00:00.000Z', null],
    ['>2026-11-01', '2026-11-02T00:00:00.000Z', null],
    ['<2026-11-01', null, '2026-11-01T00:00:00.000Z'],
    ['<=2026-11-01', null, '2026-11-02T00:00:00.000Z'],
    ['2026-11-01..', '2026-11-01T00:00:00.000Z', null],
    ['*..2026-11-01T10:00+02:00', null, '2026-11-01T08:01:00.000Z'],
  ])('takes created:%s for a stretch of time with its last day in it', (words, from, until) => {
    expect(queryOf(`created:${words}`).created).toEqual({ from, until });
  });

  it('takes several times for what lies in all of them, and refuses times that exclude each other', () => {
    expect(queryOf('created:2026-11-01..2026-11-30 created:>=2026-11-03').created).toEqual({
      from: '2026-11-03T00:00:00.000Z',
      until: '2026-12-01T00:00:00.000Z',
    });
    expect(problemOf('created:2026-11-01 created:2026-11-02')).toBe(
      '19: No moment is in all of these times.',
    );
  });

  it.each([
    ['meyer', '0: “meyer” stands alone'],
    ['actr:meyer', '0: There is no “actr:”'],
    ['actor:a item:', '13: Say what item is to be'],
    ['actor:"A. Meyer', '6: This quote is not closed'],
    ['actor:A"b', '7: A quote begins a value'],
    ['actor:"a"b', '9: A blank is missing'],
    ['outcome:good', '8: An outcome is one of done, refused, failed'],
    ['ip:nowhere', '3: “nowhere” is no address'],
    ['ip:10.0.0.0/33', '3: “10.0.0.0/33” is no address'],
    ['ip:0.0.0.0/0', '3: “0.0.0.0/0” is no address and no range of them. Write'],
    ['-ip:2001:db8::/129', '4: “2001:db8::/129” is no address'],
    ['action:Access!', '7: An action is a noun'],
    ['created:2026-02-31', '8: “2026-02-31” is no time'],
    ['created:2026-11-02..2026-11-01', '8: “2026-11-02..2026-11-01” is no time'],
    ['-created:2026-11-01', '0: A time is narrowed'],
    ['known:>2026-11-01', '6: “>2026-11-01” is no moment'],
    ['known:2026-11-01 known:2026-11-02', '17: “known:” can be said once'],
    ['actor:a\u0000', '6: This holds half a character'],
  ])('says of %j what is wrong, and where', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  it('asks for the register as it stood at the end of a day', () => {
    expect(queryOf('known:2026-11-20').knownAt).toBe('2026-11-21T00:00:00.000Z');
  });

  it('reads addresses and ranges of both kinds, and one in the clothes of the other as what it is', () => {
    const typed = 'ip:10.1.0.0/16 ip:2001:DB8::/32 -ip:192.0.2.7 ip:::ffff:198.51.100.1';
    expect(queryOf(typed).terms.map(({ value }) => value)).toEqual([
      ...['10.1.0.0/16', '2001:db8::/32', '192.0.2.7', '198.51.100.1'],
    ]);
  });

  it('refuses a search of endless length at its first surplus part', () => {
    const parts = Array.from({ length: 41 }, (_, index) => `actor:a${index}`);
    expect(problemOf(parts.slice(0, 40).join(' '))).toBe('none');
    expect(problemOf(parts.join(' '))).toContain('40 parts at most');
    expect(problemOf('a'.repeat(2_001))).toContain('2000 characters at most');
  });

  it('never throws, and reads what it wrote as what it had read', () => {
    const key = fc.constantFrom(
      '',
      '-',
      ...eventKeys.flatMap((one) => [`${one}:`, `-${one}:`]),
      'created:',
      'known:',
    );
    const time = fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString());
    const value = fc.oneof(
      anyText(12),
      fc.constantFrom('evidence', 'evidence.sealed', 'failed', 'EV-2026-1'),
      time,
    );
    const quoted = value.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`);
    const word = fc.tuple(key, fc.oneof(value, quoted)).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const read = readEventQuery(words.join(' '));
        if (!read.ok) return read.at >= 0 && read.problem !== '';
        expect(queryOf(eventQueryText(read.query))).toEqual(read.query);
        return true;
      }),
      { numRuns: 1_000 },
    );
  });
});

it('refuses a search that it could not read back, as one that grows when it is written in small letters', () => {
  const grows = `stream:${'\u0130'.repeat(1_900)}`;
  expect(readEventQuery(grows)).toMatchObject({
    ok: false,
    problem: expect.stringContaining('2000 characters'),
  });
});
