import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../lib/ledger/canonical-json.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';

const vector = (folder: 'input' | 'output', name: string) =>
  readFileSync(new URL(`../../vectors/jcs/${folder}/${name}.json`, import.meta.url));

describe('canonical JSON', () => {
  it.each(['arrays', 'french', 'structures', 'unicode', 'weird'])(
    'gives the RFC 8785 bytes of %s',
    (name) => {
      const bytes = canonicalJson(JSON.parse(vector('input', name).toString()));
      expect(Buffer.from(bytes).toString()).toBe(vector('output', name).toString());
    },
  );

  it('refuses the vector that holds floats, and says where', () => {
    const value = JSON.parse(vector('input', 'values').toString());
    expect(() => canonicalJson(value)).toThrow(/^\$\.numbers\[0\]/);
  });

  it('keeps the largest safe integers of both signs', () => {
    expect(Buffer.from(canonicalJson([2 ** 53 - 1, 1 - 2 ** 53])).toString()).toBe(
      '[9007199254740991,-9007199254740991]',
    );
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  it.each<[string, unknown]>([
    ['an integer beyond 2^53', 2 ** 53],
    ['a fraction', { a: 0.5 }],
    ['minus zero', [-0]],
    ['not-a-number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['an undefined field', { a: undefined }],
    ['a hole in an array', new Array(1)],
    ['a BigInt', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a buffer', Buffer.from('x')],
    ['a function', () => 1],
    ['a symbol key', { [Symbol('a')]: 1 }],
    ['an object that writes itself', { toJSON: () => 'x' }],
    ['half a surrogate pair in a value', '\ud800'],
    ['half a surrogate pair in a key', { '\udc00': 1 }],
    ['a value that contains itself', circular],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(LedgerError);
  });

  it('takes the same object twice side by side', () => {
    const shared = { a: 1 };
    expect(Buffer.from(canonicalJson([shared, shared])).toString()).toBe('[{"a":1},{"a":1}]');
  });
});
