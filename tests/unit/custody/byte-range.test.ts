import { expect, it } from 'vitest';
import { wantedBytes } from '../../../lib/custody/byte-range.ts';

const wanted = (header: string | null, size = 100n) => {
  const found = wantedBytes(header, size);
  return found === null ? null : `${found.start}-${found.end}${found.whole ? ' whole' : ''}`;
};

it('is one range of bytes, also from the end, and never past it', () => {
  expect(wanted('bytes=0-9')).toBe('0-10');
  expect(wanted('bytes=99-99')).toBe('99-100');
  expect(wanted('bytes=90-')).toBe('90-100');
  expect(wanted('bytes=90-4000')).toBe('90-100');
  expect(wanted('bytes=-10')).toBe('90-100');
  expect(wanted('bytes=-4000')).toBe('0-100');
});

it('is refused outside the file', () => {
  expect(wanted('bytes=100-')).toBeNull();
  expect(wanted('bytes=100-200')).toBeNull();
  expect(wanted('bytes=-0')).toBeNull();
  expect(wanted('bytes=-1', 0n)).toBeNull();
});

it.each([null, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=0-1,5-6', 'pages=0-1', 'bytes=a-b', 'bytes=1'])(
  'is the whole file for %j',
  (header) => expect(wanted(header)).toBe('0-100 whole'),
);
