import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { commitBody, decodeEntry, encodeEntry, type LedgerEntry } from '../../../lib/ledger/ledger-entry.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';

const fields: LedgerEntry = {
  id: '01932f5e-8c00-7000-8000-000000000001',
  t: '2026-11-21T23:04:05.123456Z',
  k: 'evidence.sealed',
  s: '01932f5e-8c00-7000-8000-0000000000aa',
  n: 17n,
  p: new Uint8Array(32).fill(1),
  c: new Uint8Array(32).fill(2),
};
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const bytes = (json: string) => new TextEncoder().encode(json);

describe('a ledger entry', () => {
  it('has exactly the documented bytes', () => {
    expect(text(encodeEntry(fields).entry)).toBe(
      '{"c":"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=","id":"01932f5e-8c00-7000-8000-000000000001",' +
        '"k":"evidence.sealed","n":17,"p":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",' +
        '"s":"01932f5e-8c00-7000-8000-0000000000aa","t":"2026-11-21T23:04:05.123456Z","v":1}',
    );
  });

  it('has the leaf hash SHA-256(0x00 ‖ entry)', () => {
    const { entry, leaf } = encodeEntry(fields);
    const expected = createHash('sha256')
      .update(Buffer.concat([Buffer.of(0), entry]))
      .digest('hex');
    expect(Buffer.from(leaf).toString('hex')).toBe(expected);
  });

  it('reads back as it was written', () => {
    expect(decodeEntry(encodeEntry(fields).entry)).toEqual(fields);
  });

  it('reads back the first entry of a stream, which has no predecessor', () => {
    const first = { ...fields, n: 0n, p: null };
    expect(decodeEntry(encodeEntry(first).entry)).toEqual(first);
  });

  it.each<[string, Partial<LedgerEntry>]>([
    ['a first entry with a predecessor', { n: 0n }],
    ['a later entry without one', { p: null }],
    ['a negative number', { n: -1n, p: null }],
    ['a number beyond 2^53', { n: 2n ** 53n }],
    ['a short commitment', { c: new Uint8Array(31) }],
    ['a short predecessor', { p: new Uint8Array(20) }],
    ['a time with milliseconds', { t: '2026-11-21T23:04:05.123Z' }],
    ['a time in another zone', { t: '2026-11-21T23:04:05.123456+01:00' }],
    ['a day that does not exist', { t: '2026-02-30T23:04:05.123456Z' }],
    ['an id that is no UUID', { id: 'EV-2026-0001' }],
    ['an upper-case id', { id: '01932F5E-8C00-7000-8000-000000000001' }],
    ['a kind without a verb', { k: 'evidence' }],
    ['a stream without a name', { s: '' }],
    ['more than 65,535 bytes', { s: 'x'.repeat(65_535) }],
  ])('refuses %s', (_, change) => {
    expect(() => encodeEntry({ ...fields, ...change })).toThrow(LedgerError);
  });

  const written = text(encodeEntry(fields).entry);
  it.each<[string, string]>([
    ['a space', written.replace(',', ', ')],
    ['a foreign field', written.replace('{', '{"a":1,')],
    ['a field given twice', written.replace('"n":17', '"n":17,"n":17')],
    ['another order', written.replace(',"v":1', '').replace('{', '{"v":1,')],
    ['an escape where none is needed', written.replace('evidence', '\\u0065vidence')],
    ['another spelling of a number', written.replace('"n":17', '"n":17.0')],
    ['another version', written.replace('"v":1', '"v":2')],
    ['base64 with stray bits', written.replace('AgI=', 'AgJ=')],
    ['base64 without padding', written.replace('AgI=', 'AgI')],
    ['a byte-order mark', `\ufeff${written}`],
    ['something after the end', `${written}\n`],
    ['an array', '[]'],
    ['null', 'null'],
    ['nothing', ''],
  ])('refuses bytes with %s', (_, altered) => {
    expect(() => decodeEntry(bytes(altered))).toThrow(LedgerError);
  });

  it('refuses bytes that are not UTF-8', () => {
    const entry = encodeEntry(fields).entry.slice();
    entry[20] = 0xff;
    expect(() => decodeEntry(entry)).toThrow(LedgerError);
  });

  it('with any one byte changed is refused, or is exactly what its fields encode to', () => {
    const { entry } = encodeEntry(fields);
    let taken = 0;
    for (let at = 0; at < entry.length; at += 1) {
      for (let byte = 0x20; byte < 0x80; byte += 1) {
        const changed = entry.with(at, byte);
        try {
          const read = decodeEntry(changed);
          taken += 1;
          if (Buffer.compare(encodeEntry(read).entry, changed) !== 0) throw new Error(text(changed));
        } catch (error) {
          if (!(error instanceof LedgerError)) throw error;
        }
      }
    }
    expect(taken).toBeGreaterThan(1000);
  });
});

describe('the commitment to a body', () => {
  it('is SHA-256 of domain, salt and body', () => {
    const salt = new Uint8Array(32).fill(7);
    const expected = createHash('sha256')
      .update('custody-event/body/v1\n')
      .update(salt)
      .update('{"a":1}')
      .digest('hex');
    expect(Buffer.from(commitBody(salt, bytes('{"a":1}'))).toString('hex')).toBe(expected);
  });

  it('refuses a salt that is not 32 bytes, so that no byte can move between salt and body', () => {
    expect(() => commitBody(new Uint8Array(31), bytes('{}'))).toThrow(LedgerError);
  });
});
