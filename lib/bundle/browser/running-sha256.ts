import { sha256 } from '@noble/hashes/sha2.js';

/** A SHA-256 that is fed piece by piece. Stands in for `lib/hashing/running-sha256.ts` where there is no node:crypto. */
export function runningSha256() {
  const pass = sha256.create();
  return {
    add: (bytes: Uint8Array) => void pass.update(bytes),
    hex: () => Array.from(pass.digest(), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}
