import { type Policy, parsePolicy, type PolicyWitness as WitnessOf } from './policy-text.ts';
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts';

/** Whom a verifier trusts, from a file in its own hands. */
export type TrustPolicy = Policy<VerifierKey>;

export type PolicyWitness = WitnessOf<VerifierKey>;

/** Reads a policy file. Throws LedgerError naming the line that is wrong. Source: as `parsePolicy`. */
export function parseTrustPolicy(text: string): TrustPolicy {
  return parsePolicy(text, parseVerifierKey);
}
