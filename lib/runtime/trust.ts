import { readFile } from 'node:fs/promises';
import { httpWitness } from '../adapters/witness/http-witness.ts';
import { epochOf, isSameLog } from '../ledger/log-epoch.ts';
import { type PolicyWitness, parseTrustPolicy, type TrustPolicy } from '../ledger/trust-policy.ts';
import { encodeVerifierKey } from '../ledger/verifier-key.ts';
import type { Witness } from '../ports/witness.ts';
import { isEmbeddedAddress, type Settings } from './env.ts';

/** Whom the product itself asks and believes, from the policy file of the settings. */
export interface Trust {
  readonly text: string; // the file as it stands
  readonly policy: TrustPolicy;
  readonly witnesses: readonly Witness[]; // those of the policy that have an address
}

const witnessTimeoutMs = 5_000;

/**
 * Reads the trust policy. Throws one line naming the file if it cannot be read, is
 * malformed, or names an embedded witness in production.
 */
export async function readTrust(
  settings: Pick<Settings, 'HOLDFAST_MODE' | 'HOLDFAST_TRUST_POLICY_FILE'>,
): Promise<Trust> {
  const { HOLDFAST_TRUST_POLICY_FILE: file, HOLDFAST_MODE: mode } = settings;
  try {
    const text = await readFile(file, 'utf8');
    const policy = parseTrustPolicy(text);
    const witnesses = Array.from(policy.witnesses, ([name, witness]) => reachable(name, witness, mode));
    return { text, policy, witnesses: witnesses.flat() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The trust policy ${file} cannot be used: ${why}`, { cause });
  }
}

/** The witness behind its address; none without one. */
function reachable(name: string, { key, url }: PolicyWitness, mode: Settings['HOLDFAST_MODE']): Witness[] {
  if (url === null) return [];
  const witness = httpWitness({ name, vkey: encodeVerifierKey(key), url, timeoutMs: witnessTimeoutMs });
  if (mode === 'production' && isEmbeddedAddress(url)) {
    throw new Error(`the witness ${name} must have an https address of another machine in production.`);
  }
  return [witness];
}

/** The newest epoch of the log that the policy names keys of; the name in the settings, if it names none. */
export function currentOrigin(policy: TrustPolicy, settingsOrigin: string): string {
  return epochsOf(policy, settingsOrigin).at(-1) ?? settingsOrigin;
}

/** Every epoch of the log that the policy names keys of, in order. */
export function epochsOf(policy: TrustPolicy, settingsOrigin: string): readonly string[] {
  const names = policy.logs.map(({ name }) => name).filter((name) => isSameLog(name, settingsOrigin));
  return [...new Set(names)].toSorted((a, b) => epochOf(a) - epochOf(b));
}
