import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';

interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

const widest = { ipv4: 8, ipv6: 16 } as const; // a range wider than that is none
const bits = { ipv4: 32, ipv6: 128 } as const;

/** Whether a text names one address or a range in CIDR spelling (RFC 4632, RFC 4291 §2.3) that is narrow enough. */
export function isAddressRange(text: string): boolean {
  return rangeOf(text) !== null;
}

/** Whether an address lies inside a range. False for anything that is none: who cannot be placed is outside. */
export function isInsideRange(range: string, address: string | null): boolean {
  const parsed = rangeOf(range);
  const plain = address === null ? null : unmapped(address);
  const family = plain === null ? null : familyOf(plain);
  if (parsed === null || plain === null || family === null) return false;
  const list = new BlockList();
  list.addSubnet(parsed.address, parsed.prefix, parsed.family);
  return list.check(plain, family);
}

/** Whether every address of a range lies inside another. False for anything that is none. */
export function isRangeWithin(inner: string, outer: string): boolean {
  const [small, large] = [rangeOf(inner), rangeOf(outer)];
  if (small === null || large === null || small.family !== large.family || small.prefix < large.prefix)
    return false;
  return isInsideRange(outer, small.address);
}

/** First and last address of an IPv4 range. Null for IPv6, and for anything that is none. */
export function ipv4Bounds(range: string): { readonly start: string; readonly end: string } | null {
  const parsed = rangeOf(range);
  if (parsed === null || parsed.family !== 'ipv4') return null;
  const value = parsed.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (bits.ipv4 - parsed.prefix);
  const first = Math.floor(value / size) * size;
  return { start: dotted(first), end: dotted(first + size - 1) };
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function rangeOf(text: string): Range | null {
  const [address = '', length, ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === null || rest.length > 0 || address.includes('%')) return null;
  if (length === undefined) return { address, prefix: bits[family], family };
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) return null;
  const prefix = Number(length);
  return prefix < widest[family] || prefix > bits[family] ? null : { address, prefix, family };
}

function familyOf(address: string): Family | null {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** A dual-stack socket shows an IPv4 address as ::ffff:192.0.2.1 (RFC 4291 §2.5.5.2). */
function unmapped(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address.trim());
  return mapped?.[1] ?? address.trim();
}
