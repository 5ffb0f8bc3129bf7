import { isWeak } from './digest-claim.ts';
import type { ReferenceHash, ReferenceStray } from './reference-vault.ts';

/** `Keccak-512, written there as SHA3`. */
export function hashNameWords({ algorithm, writtenAs }: ReferenceHash): string {
  const name = isWeak(algorithm) ? `${algorithm} (weak)` : algorithm;
  const plain = algorithm.replace('-', '') === writtenAs.toUpperCase();
  return plain ? name : `${name}, written there as ${writtenAs}`;
}

/** What lies in the older room and is not taken over from there, as what it is. */
export function strayWords(stray: ReferenceStray): string {
  switch (stray.kind) {
    case 'hash-without-blob':
      return `Secret ${stray.secret.name}: a hash value, by its name, of an image that is not in the container.`;
    case 'key-without-blob':
      return `Secret ${stray.secret.name}: the key of an encrypted disk, by its kind, whose image is not in the container. It is not read.`;
    case 'hash-of-two-blobs':
      return `Secret ${stray.secret.name}: a hash value of one of two images whose names differ in capitals alone; which one cannot be told.`;
    case 'looks-like-a-hash':
      return `Secret ${stray.secret.name}: its name looks like that of a hash value, and its kind or algorithm is none that the runbook writes. It is not read.`;
    case 'other-secret':
      return `Secret ${stray.secret.name}: nothing of the runbook. It is not read.`;
    case 'other-blob':
      return `Blob ${stray.blob.name}: the runbook gives no such name. Bring it in by another way if it is evidence.`;
  }
}
