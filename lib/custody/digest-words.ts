import { byteWords } from './byte-words.ts';
import type { ReadDigests } from './read-digests.ts';

/** One whole read in a sentence: how its digest begins, over how much, and how much of it was read or known. */
export function digestWords(digests: ReadDigests): string {
  const read = `${byteWords(digests.bytesRead)} read, ${byteWords(digests.bytesKnownZero)} known to be zero`;
  return `SHA-256 ${digests.sha256.slice(0, 8)}… over ${byteWords(digests.sizeBytes)}: ${read}`;
}
