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
