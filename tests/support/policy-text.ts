import type { TrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey } from '../../lib/ledger/verifier-key.ts';

/** The policy file of a test's log: all its keys, and one witness that must have cosigned. */
export function policyText({ logs, witnesses }: TrustPolicy): string {
  const names = [...witnesses.keys()];
  if (names.length !== 1) throw new Error('The policy of a test has one witness.');
  return [
    ...logs.map((key) => `log ${encodeVerifierKey(key)}`),
    ...Array.from(witnesses, ([name, { key }]) => `witness ${name} ${encodeVerifierKey(key)}`),
    `quorum ${names[0]}\n`,
  ].join('\n');
}

/** The policy file of a log that nobody needs to have cosigned. In: its keys as vkey lines. */
export function unwitnessedPolicy(keys: readonly string[]): string {
  return `${keys.map((key) => `log ${key}\n`).join('')}quorum none\n`;
}
