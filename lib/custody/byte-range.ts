/** A part of a file: from `start` up to, and without, `end`. */
export interface WantedBytes {
  readonly start: bigint;
  readonly end: bigint;
  readonly whole: boolean; // no part was asked for, or none that is understood
}

/**
 * What a Range header asks for of a file of `size` bytes. One range of bytes is understood; several, another unit, or
 * what is none, are as if the header was not there. Null: a range outside the file. Source: RFC 9110 §14.1.2, §14.2.
 */
export function wantedBytes(header: string | null, size: bigint): WantedBytes | null {
  const whole = { start: 0n, end: size, whole: true };
  const [, first = '', last = ''] = /^bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return whole;
  if (first === '') {
    const length = BigInt(last);
    if (length === 0n || size === 0n) return null;
    return { start: length >= size ? 0n : size - length, end: size, whole: false };
  }
  const start = BigInt(first);
  const end = last === '' || BigInt(last) >= size ? size : BigInt(last) + 1n;
  if (last !== '' && BigInt(last) < start) return whole; // invalid, so it is ignored
  return start >= size ? null : { start, end, whole: false };
}
