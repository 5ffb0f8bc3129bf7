import { join } from 'node:path';
import { readIfThere, writeOwnerOnly } from './cloud/owner-only-file.ts';
import type { EmbeddedWitness } from './witness-process.ts';

/**
 * Writes down whom the verifiers of this data directory trust, in C2SP tlog-policy form: the log's keys, and the
 * witness, if there is one, as the whole quorum. What was added since about keys and epochs stays, as long as it is
 * about the log whose first keys are given. Out: the file.
 */
export function writeTrustPolicy(
  home: string,
  trusted: { readonly logVkeys: readonly string[]; readonly witness: EmbeddedWitness | null },
): string {
  const file = trustPolicyFileOf(home);
  const { witness } = trusted;
  const first = trusted.logVkeys.map((logVkey) => `log ${logVkey}`);
  const known = (readIfThere(file) ?? '').split('\n').filter((line) => /^(log|#retired) /.test(line));
  const lines = [
    '# Whom verifiers trust. Keep a copy of your own: who can write to this directory can change this one.',
    ...(first.every((line) => known.includes(line)) ? known : first),
    ...(witness === null
      ? ['quorum none']
      : [`witness embedded ${witness.vkey} ${witness.url}`, 'quorum embedded']),
  ];
  writeOwnerOnly(file, `${lines.join('\n')}\n`);
  return file;
}

/** Where the trust policy of this data directory lies. */
export function trustPolicyFileOf(home: string): string {
  return join(home, 'keys/trust-policy.txt');
}
