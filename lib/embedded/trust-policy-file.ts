import { join } from 'node:path';
import { writeOwnerOnly } from './cloud/owner-only-file.ts';
import type { EmbeddedWitness } from './witness-process.ts';

/**
 * Writes down whom the verifiers of this data directory trust, in C2SP tlog-policy form: the log's keys, and the
 * witness, if there is one, as the whole quorum. Out: the file.
 */
export function writeTrustPolicy(
  home: string,
  trusted: { readonly logVkeys: readonly string[]; readonly witness: EmbeddedWitness | null },
): string {
  const file = trustPolicyFileOf(home);
  const { witness } = trusted;
  const lines = [
    '# Whom verifiers trust. Keep a copy of your own: who can write to this directory can change this one.',
    ...trusted.logVkeys.map((logVkey) => `log ${logVkey}`),
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
