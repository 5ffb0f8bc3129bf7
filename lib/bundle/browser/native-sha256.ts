import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256 of the parts in order. Stands in for `lib/hashing/native-sha256.ts` where there is no node:crypto. */
export function nativeSha256(parts: readonly Uint8Array[]): Uint8Array {
  const pass = sha256.create();
  for (const part of parts) pass.update(part);
  return pass.digest();
}
