import { createHash, type Hash } from 'node:crypto';
import { keccak_512 } from '@noble/hashes/sha3.js';

/** Algorithms that are computed only where somebody claims a digest of theirs. */
export type FurtherAlgorithm = 'MD5' | 'SHA-1' | 'SHA-512' | 'SHA3-512' | 'Keccak-512';

/**
 * Digests one stream by several algorithms at once: hand each chunk to `take`, then `finish`, once. Keccak-512 is the
 * padding before FIPS 202 (0x01 where SHA3-512 has 0x06), which node:crypto does not have.
 */
export class ClaimDigester<A extends FurtherAlgorithm = FurtherAlgorithm> {
  readonly #running: readonly (readonly [A, Running])[];

  constructor(algorithms: Iterable<A>) {
    this.#running = [...new Set(algorithms)].map((one) => [one, runningOf(one)] as const);
  }

  take(bytes: Uint8Array): void {
    for (const [, one] of this.#running) one.take(bytes);
  }

  /** Hex, lower case, by algorithm. */
  finish(): ReadonlyMap<A, string> {
    return new Map(this.#running.map(([name, one]) => [name, one.finish()] as const));
  }
}

interface Running {
  take(bytes: Uint8Array): void;
  finish(): string;
}

function runningOf(algorithm: FurtherAlgorithm): Running {
  switch (algorithm) {
    case 'MD5':
      return native(createHash('md5'));
    case 'SHA-1':
      return native(createHash('sha1'));
    case 'SHA-512':
      return native(createHash('sha512'));
    case 'SHA3-512':
      return native(createHash('sha3-512'));
    case 'Keccak-512': {
      const hash = keccak_512.create();
      return {
        take: (bytes) => {
          hash.update(bytes);
        },
        finish: () => Buffer.from(hash.digest()).toString('hex'),
      };
    }
  }
}

function native(hash: Hash): Running {
  return {
    take: (bytes) => {
      hash.update(bytes);
    },
    finish: () => hash.digest('hex'),
  };
}
