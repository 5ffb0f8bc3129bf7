import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256 of the parts in order. Stands in for `lib/hashing/native-sha256.ts` where there is no node:crypto. */
export function nativeSha256(parts: readonly Uint8Array[]): Uint8Array {
  const pass = sha256.create();
  for (const part of parts) pass.update(part);
  return pass.digest();
}

/** SHA-256, written to `into` from `at` on. */
export function nativeSha256Into(bytes: Uint8Array, into: Uint8Array, at: number): void {
  into.set(sha256(bytes), at);
}
