import type { ReadDigests } from '../custody/custody-event.ts';

/** What is known of an item's integrity; `unknown` whenever two equal reads cannot be shown. */
export type EvidenceIntegrity = 'verified' | 'mismatch' | 'not-sealed' | 'not-acquired' | 'unknown';

interface EvidenceFacts {
  readonly state: string;
  readonly sha256: string | null;
  readonly acquisition: { readonly steps: readonly StepFacts[] } | null;
}

interface StepFacts {
  readonly step: string;
  readonly outcome: unknown;
}

/** Judges by the digests of the two independent reads, never by the state alone. */
export function evidenceIntegrity(item: EvidenceFacts): EvidenceIntegrity {
  const source = readDigestsOf(item.acquisition?.steps ?? [], 'hash-source');
  const stored = readDigestsOf(item.acquisition?.steps ?? [], 'hash-locker-copy');
  if (source !== null && stored !== null && source.sha256 !== stored.sha256) return 'mismatch';
  switch (item.state) {
    case 'sealed':
      return source !== null && stored !== null && item.sha256 === stored.sha256 ? 'verified' : 'unknown';
    case 'being-acquired':
      return 'not-sealed';
    case 'not-acquired':
      return 'not-acquired';
    default:
      return 'unknown';
  }
}

/** The digests that a hashing step left behind, or null. */
export function readDigestsOf(
  steps: readonly StepFacts[],
  step: 'hash-source' | 'hash-locker-copy',
): ReadDigests | null {
  const outcome = steps.find((candidate) => candidate.step === step)?.outcome;
  if (typeof outcome !== 'object' || outcome === null || !('digests' in outcome)) return null;
  return outcome.digests as ReadDigests;
}
