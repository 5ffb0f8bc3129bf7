import { randomBytes } from 'node:crypto';

/** A UUIDv7: 48 bits of Unix milliseconds, then random bits. Source: RFC 9562 §5.7. */
export function uuidV7(milliseconds: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidText(bytes);
}

/** The same, behind another of the same millisecond: what is written at one moment keeps its order. Source: RFC 9562 §6.2. */
export function uuidV7After(last: string | null, milliseconds: number): string {
  const id = uuidV7(milliseconds);
  if (last === null || id > last || id.slice(0, 13) !== last.slice(0, 13)) return id;
  const low = BigInt.asUintN(48, BigInt(`0x${last.slice(24)}`) + 1n);
  return `${last.slice(0, 24)}${low.toString(16).padStart(12, '0')}`;
}

/** Sixteen bytes in the usual 8-4-4-4-12 spelling. */
export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What every UUIDv7 of this millisecond, or of a later one, comes after. */
export function firstUuidOf(milliseconds: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, Math.floor(milliseconds)), 0, 6);
  return uuidText(bytes);
}
