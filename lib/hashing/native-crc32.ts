import { crc32 } from 'node:zlib';

/** CRC-32 of the bytes, going on from one before; by zlib. A page in a browser has another file in this one's place. */
export function nativeCrc32(bytes: Uint8Array, before = 0): number {
  return crc32(bytes, before);
}
