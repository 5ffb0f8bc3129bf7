import { createHash, X509Certificate } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { CryptographyClient, KeyClient, parseKeyVaultKeyIdentifier } from '@azure/keyvault-keys';
import type { Signer } from '@libpdf/core';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ReportStamp } from '../../custody/report-event.ts';
import { sha256 } from '../../hashing/merkle-hash.ts';
import { sameBytes } from '../../ledger/bytes.ts';
import type { ReportSigner } from '../../ports/report-signer.ts';
import type { TimestampAuthority } from '../../ports/timestamp-authority.ts';
import { sealReport } from '../../report/seal-report.ts';
import { tokenOf } from '../../timestamp/timestamp-response.ts';
import { callAzure } from './azure-error.ts';
import { derOfP1363 } from './ecdsa-der.ts';
import { p256PublicKey } from './p256-public-key.ts';
import { vaultCredential, vaultOptions } from './vault-credential.ts';

interface ReportSignerConfig {
  readonly credential: TokenCredential;
  readonly keyId: string; // P-256; never leaves the vault
  /** DER, the signer's own first, then those that lead to its root. Must be made for the vault's key. */
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]];
  /** Asked in their order, until one answers; none: reports bear no time stamp, and say so. */
  readonly authorities: () => Promise<readonly TimestampAuthority[]>;
}

/**
 * Signs reports with a key of Key Vault: `ETSI.CAdES.detached`, ECDSA P-256 with SHA-256, time stamped where an authority
 * answers. Source: ETSI EN 319 142-1; Key Vault REST API, Sign (ES256); RFC 3161.
 */
export function vaultReportSigner(config: ReportSignerConfig): ReportSigner {
  const [certificate] = config.certificates;
  const x509 = new X509Certificate(certificate);
  const facts = {
    keyId: config.keyId,
    subject: x509.subject.split('\n').join(', '),
    certificateSha256: createHash('sha256').update(certificate).digest('hex'),
  };
  return {
    async sign(drawn, signal) {
      const signer = await signerOf(config, x509);
      const problems: string[] = [];
      for (const authority of await config.authorities()) {
        const stamped = await withStamp(drawn, signer, authority, signal);
        if ('bytes' in stamped) return { ...stamped, ...facts, stampProblem: null };
        problems.push(stamped.problem);
      }
      const stampProblem = problems.join(' ') || 'No time-stamp authority is set up.';
      return { bytes: await sealReport(drawn, { signer }), ...facts, stamp: null, stampProblem };
    },
  };
}

/** The vault signs digests; the key must be the one that the certificate speaks for. */
async function signerOf(
  { credential, keyId, certificates }: ReportSignerConfig,
  x509: X509Certificate,
): Promise<Signer> {
  const { vaultUrl, name, version } = parseKeyVaultKeyIdentifier(keyId);
  const client = new KeyClient(vaultUrl, vaultCredential(credential), vaultOptions);
  const options = version === undefined ? {} : { version };
  const key = await callAzure('read the key that signs reports', () => client.getKey(name, options));
  const spki = x509.publicKey.export({ type: 'spki', format: 'der' });
  if (key.id === undefined || !sameBytes(p256PublicKey(key), new Uint8Array(spki)))
    throw new CustodyError(
      'cloud-refused',
      `The certificate for reports is not one for the vault’s key ${name}.`,
    );
  const vault = new CryptographyClient(key.id, vaultCredential(credential), vaultOptions);
  const [certificate, ...certificateChain] = certificates;
  return {
    ...{ certificate, certificateChain, keyType: 'EC', signatureAlgorithm: 'ECDSA' },
    sign: async (data) => {
      const { result } = await callAzure('sign a report', () => vault.sign('ES256', sha256(data)));
      return derOfP1363(result);
    },
  };
}

type Stamped = { readonly bytes: Uint8Array; readonly stamp: ReportStamp } | { readonly problem: string };

/** Only an authority's own failure is told and passed over: one of the vault ends the attempt. */
async function withStamp(
  drawn: Uint8Array,
  signer: Signer,
  authority: TimestampAuthority,
  signal: AbortSignal,
): Promise<Stamped> {
  let stamp: ReportStamp | null = null;
  const timestampAuthority = {
    timestamp: async (digest: Uint8Array) => {
      const given = await stampOf(authority, digest, signal);
      stamp = given.stamp;
      return given.token;
    },
  };
  try {
    const bytes = await sealReport(drawn, { signer, timestampAuthority });
    if (stamp === null) return { problem: `The time-stamp authority ${authority.name} was not asked.` };
    return { bytes, stamp };
  } catch (error) {
    if (error instanceof NotStamped) return { problem: error.message };
    throw error;
  }
}

class NotStamped extends Error {}

/** A stamp whose time does not fit our clock counts as none: it would vouch for nothing. */
async function stampOf(
  authority: TimestampAuthority,
  digest: Uint8Array,
  signal: AbortSignal,
): Promise<{ readonly stamp: ReportStamp; readonly token: Uint8Array }> {
  const { response, facts } = await authority.stamp(digest, signal).catch((error: unknown) => {
    if (error instanceof CustodyError) throw new NotStamped(error.message, { cause: error });
    throw error;
  });
  if (facts.anomaly !== null) throw new NotStamped(facts.anomaly);
  const { genTime, policy, serial: serialNumber } = facts;
  const stamp = { authority: authority.name, genTime: genTime.toISOString(), policy, serialNumber };
  return { stamp, token: tokenOf(response).bytes };
}
