import { createHash } from 'node:crypto';

/** A SHA-256 that is fed piece by piece, by OpenSSL. A page in a browser has another file in this one's place. */
export function runningSha256(): RunningSha256 {
  const pass = createHash('sha256');
  return { add: (bytes) => void pass.update(bytes), hex: () => pass.digest('hex') };
}

/** `hex` ends it. */
export interface RunningSha256 {
  add(bytes: Uint8Array): void;
  hex(): string;
}
