import { type ClaimAlgorithm, digestHexLength } from './digest-claim.ts';

/** A hash algorithm as the older reference wrote it, and what it is. */
export interface ReferenceAlgorithm {
  readonly writtenAs: string; // in the secret's name
  readonly algorithm: ClaimAlgorithm;
  readonly why: string | null; // what has to be said of it
}

/** As the runbook's parameter takes them, and writes them into names. */
export const referenceAlgorithmNames = ['MD5', 'SHA256', 'SHA3', 'KECCAK', 'SKEIN'] as const;

const keccak =
  'the runbook computes it with Bouncy Castle’s KeccakDigest(512), whose padding is that from before FIPS 202: no SHA3-512 of the same bytes equals it';

/**
 * The runbook's name of an algorithm, in any case, with its right name; null for a name that it does not give. Source:
 * Copy-VmDigitalEvidenceWin_v21.ps1 (`KECCAK` and `SHA3` run the same block; `SKEIN` is SkeinDigest(512, 512)).
 */
export function referenceAlgorithm(writtenAs: string): ReferenceAlgorithm | null {
  switch (writtenAs.toUpperCase()) {
    case 'MD5':
      return {
        ...{ writtenAs, algorithm: 'MD5' },
        why: 'MD5 is weak: other bytes with the same value can be made, so it shows accidents only',
      };
    case 'SHA256':
      return { writtenAs, algorithm: 'SHA-256', why: null };
    case 'SHA3':
      return {
        writtenAs,
        algorithm: 'Keccak-512',
        why: `called SHA3, and is not: ${keccak}`,
      };
    case 'KECCAK':
      return { writtenAs, algorithm: 'Keccak-512', why: keccak };
    case 'SKEIN':
      return {
        ...{ writtenAs, algorithm: 'Skein-512' },
        why: 'Skein-512 is not computed here, so this value is kept and compared with nothing',
      };
    default:
      return null;
  }
}

/**
 * A secret's value as a hash value in small hexadecimal digits; null if it is none of this algorithm. What is none is
 * dropped: it may be a real secret under a wrong name.
 */
export function referenceDigest(value: string, { algorithm }: ReferenceAlgorithm): string | null {
  const text = value.trim();
  return text.length === digestHexLength(algorithm) && /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : null;
}
