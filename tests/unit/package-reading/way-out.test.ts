import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addressOf, everything, placeOf } from '../../../components/package/table-address.ts';
import { guardedCsv } from '../../../lib/custody/guarded-csv.ts';
import { plainJson } from '../../../lib/custody/plain-json.ts';
import { protectedZip, protectedZipBytes } from '../../../lib/package-reading/protected-zip.ts';

describe('a protected archive', () => {
  const bytes = Buffer.alloc(200_003, 'evidence ');
  const file = {
    ...{ name: 'EV-2026-0007.bin', sizeBytes: bytes.length, password: 'infected' },
    salt: new Uint8Array(16).fill(9),
  };

  test('is, byte for byte, one that libarchive 3.6.2 opened with its password and with no other', async () => {
    const zip = await whole(file, [
      bytes.subarray(0, 7),
      bytes.subarray(7, 100_000),
      bytes.subarray(100_000),
    ]);
    expect(zip.length).toBe(protectedZipBytes(file));
    expect(createHash('sha256').update(zip).digest('hex')).toBe(
      'bcff8f67c84fcf30a986ada58b7ea99acb7e16e77a9729d7c82dd8e2295ba766',
    );
  });

  test('is not finished for fewer bytes or more than were announced', async () => {
    await expect(whole(file, [bytes.subarray(1)])).rejects.toThrow(RangeError);
    await expect(whole(file, [bytes, bytes.subarray(0, 1)])).rejects.toThrow(RangeError);
  });

  test('is not begun for a file that its form cannot hold', async () => {
    const large = { ...file, sizeBytes: 2 ** 32 };
    expect(protectedZipBytes(large)).toBeNull();
    await expect(whole(large, [])).rejects.toThrow(RangeError);
  });
});

async function whole(file: Parameters<typeof protectedZip>[0], pieces: readonly Buffer[]): Promise<Buffer> {
  async function* given() {
    yield* pieces;
  }
  const out: Uint8Array[] = [];
  for await (const piece of protectedZip(file, given())) out.push(piece);
  return Buffer.concat(out);
}

describe('a table that is taken out as CSV', () => {
  test.each([
    ['=1+1', `"'=1+1"`],
    ['+49', `"'+49"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['  =cmd()', `"'  =cmd()"`],
    ['＝cmd()', `"'＝cmd()"`],
    ['\t=x', `"'\\u{9}=x"`],
    ['-17', '"-17"'],
    ['-17+cmd', `"'-17+cmd"`],
    ['a "b", c', '"a ""b"", c"'],
    ["x;=1+cmd|'/C calc'!A0;y", `"x;'=1+cmd|'/C calc'!A0;y"`],
    ['x; "@SUM(1)', `"x;' ""@SUM(1)"`],
    ['a; b;c', '"a; b;c"'],
    ['\u001b[2J\u202etxt', '"\\u{1b}[2J\\u{202e}txt"'],
    ['two\r\nlines', '"two\\u{d}\\u{a}lines"'],
  ])('%j cannot act in a spreadsheet or a terminal', (cell, written) => {
    expect(guardedCsv(['Name'], [[cell]])).toBe(`"Name"\r\n${written}\r\n`);
  });

  test('a heading is guarded as well', () => {
    expect(guardedCsv(['=x'], [])).toBe(`"'=x"\r\n`);
  });
});

test('a table that is taken out as JSON holds its values exactly, and no character that acts', () => {
  const value = { cells: ['\u001b[2J\u202e\u0000', 'a\nb', 'Zürich 🔒', '\u{e0041}'] };
  const text = plainJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text).toContain('Zürich 🔒');
});

describe('what is shown of a package stands in the address', () => {
  test('and is the same when it is read from there', () => {
    const place = {
      path: 'Network connections/a&b=c.csv',
      query: {
        ...{ search: 'a b', sort: { column: 3, descending: true }, start: 200, most: 100 },
        where: [
          { column: 0, contains: 'x:y' },
          { column: 12, contains: 'z' },
        ],
      },
    };
    expect(placeOf(new URLSearchParams(addressOf(place).slice(1)))).toEqual(place);
    expect(addressOf({ path: null, query: everything })).toBe('');
  });

  test('what makes no sense in it is left out', () => {
    const odd = new URLSearchParams('path=x&sort=evil&page=-3&where=abc&where=1:&q=');
    expect(placeOf(odd)).toEqual({ path: 'x', query: everything });
  });
});
