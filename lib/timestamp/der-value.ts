import { LedgerError } from '../ledger/ledger-error.ts';
import { type Bytes, type DerElement, derTag } from './read-der.ts';

/** A non-negative integer. Throws LedgerError for a negative one. */
export function integerValue(element: DerElement, what: string): bigint {
  if (element.tag !== derTag.integer && (element.tag & 0xe0) !== 0x80)
    throw new LedgerError(`${what} is not a number.`);
  if (element.content.length === 0 || (element.content[0] ?? 0) >= 0x80)
    throw new LedgerError(`${what} is negative or empty.`);
  return BigInt(`0x${hexOf(element.content)}`);
}

/** An object identifier in dotted form. Throws LedgerError if it is malformed. Source: X.690 §8.19. */
export function objectIdText(element: DerElement, what: string): string {
  const { content } = element;
  if (element.tag !== derTag.objectId || content.length === 0 || (content.at(-1) ?? 0) >= 0x80)
    throw new LedgerError(`${what} is not an object identifier.`);
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    if (arc === 0n && byte === 0x80) throw new LedgerError(`${what} is not an object identifier.`);
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [head = 0n, ...rest] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}

/** The octets of a bit string whose bits fill whole bytes, as keys and signatures are. */
export function wholeBitString(element: DerElement, what: string): Bytes {
  if (element.tag !== derTag.bitString || element.content[0] !== 0)
    throw new LedgerError(`${what} is not made of whole bytes.`);
  return element.content.subarray(1);
}

/**
 * A point in time from UTCTime or GeneralizedTime, always in UTC and with seconds; fractions beyond milliseconds are
 * cut off. Throws LedgerError for anything else. Source: RFC 5280 §4.1.2.5, RFC 3161 §2.4.2.
 */
export function timeValue(element: DerElement, what: string): Date {
  const text = latin(element.content);
  const match = shapeOf(element.tag)?.exec(text);
  if (match === null || match === undefined) throw new LedgerError(`${what} is not a time in UTC.`);
  const [, year = '', month, day, hour, minute, second, fraction = ''] = match;
  const full = year.length === 4 ? year : `${Number(year) >= 50 ? '19' : '20'}${year}`;
  const iso = `${full}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso)
    throw new LedgerError(`${what} is a time that does not exist.`);
  return time;
}

const rest = '(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)';
const utcShape = new RegExp(`^(\\d\\d)${rest}Z$`);
const generalizedShape = new RegExp(`^(\\d{4})${rest}(?:\\.(\\d*[1-9]))?Z$`);

function shapeOf(tag: number): RegExp | null {
  if (tag === derTag.utcTime) return utcShape;
  return tag === derTag.generalizedTime ? generalizedShape : null;
}

function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
