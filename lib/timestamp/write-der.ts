import { LedgerError } from '../ledger/ledger-error.ts';
import { type Bytes, derTag } from './read-der.ts';

/** One element around its parts, its length in the shortest form. Source: X.690 §10.1. */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [tag, ...lengthBytes(length)];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let offset = head.length;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** A non-negative integer. */
export function writeInteger(value: bigint): Bytes {
  const hex = value.toString(16);
  return writeDer(derTag.integer, withSign(bytesOfHex(hex.padStart(hex.length + (hex.length % 2), '0'))));
}

/** An object identifier from its dotted form. Throws LedgerError if it is malformed. */
export function writeObjectId(text: string): Bytes {
  const match = /^([0-2])\.(\d+)((?:\.\d+)*)$/.exec(text);
  if (match === null) throw new LedgerError(`"${text}" is not an object identifier.`);
  const [, first = '0', second = '0', others = ''] = match;
  const arcs = [BigInt(first) * 40n + BigInt(second), ...others.split('.').slice(1).map(BigInt)];
  return writeDer(derTag.objectId, new Uint8Array(arcs.flatMap(arcBytes)));
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const hex = length.toString(16);
  const bytes = bytesOfHex(hex.padStart(hex.length + (hex.length % 2), '0'));
  return [0x80 | bytes.length, ...bytes];
}

function withSign(bytes: Bytes): Bytes {
  return (bytes[0] ?? 0) >= 0x80 ? new Uint8Array([0, ...bytes]) : bytes;
}

function arcBytes(arc: bigint): readonly number[] {
  const bytes = [Number(arc & 0x7fn)];
  for (let left = arc >> 7n; left > 0n; left >>= 7n) bytes.unshift(Number(left & 0x7fn) | 0x80);
  return bytes;
}

function bytesOfHex(hex: string): Bytes {
  return new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}
