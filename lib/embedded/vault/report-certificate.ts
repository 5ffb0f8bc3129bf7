import { createPublicKey, webcrypto } from 'node:crypto';
import { join } from 'node:path';
import * as pkijs from 'pkijs';
import { extension, keyUsage, pemOf } from '../cloud/certificate-parts.ts';
import { readIfThere, writeOwnerOnly } from '../cloud/owner-only-file.ts';
import { certificate, rootExtensions } from '../tsa/authority-certificates.ts';
import { type VaultContents, vaultNames } from './vault-contents.ts';

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const yearMs = 365 * 24 * 3_600_000;

/**
 * The certificate of the vault's key for reports with its root, in PEM, made at the first start: what a tenant would have
 * from its own authority. The root's key is dropped at once. Out: the file.
 */
export async function reportCertificate(folder: string, vault: VaultContents, now: Date): Promise<string> {
  const file = join(folder, 'report-signer.pem');
  if (readIfThere(file) !== null) return file;
  const rootKeys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const issuer = 'Holdfast embedded report authority';
  const years = (after: number) => ({ notBefore: now, notAfter: new Date(now.getTime() + after * yearMs) });
  const made = { issuer, issuerKey: rootKeys.privateKey };
  const root = {
    ...made,
    ...years(20),
    subject: issuer,
    key: rootKeys.publicKey,
    extensions: rootExtensions(),
  };
  const leaf = {
    ...{ ...made, ...years(10), subject: 'Holdfast embedded report signer' },
    key: await publicKeyOf(vault),
    extensions: [
      extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: false }).toSchema().toBER()),
      extension('2.5.29.15', true, keyUsage(0xc0, 6)), // digitalSignature, nonRepudiation
    ],
  };
  const pem = [await certificate(leaf), await certificate(root)].map((der) => pemOf('CERTIFICATE', der));
  writeOwnerOnly(file, pem.join(''));
  return file;
}

async function publicKeyOf({ keys }: VaultContents): Promise<webcrypto.CryptoKey> {
  const key = keys.find(({ name }) => name === vaultNames.reportKey);
  if (key === undefined) throw new Error('The vault lacks the key for reports.');
  const spki = createPublicKey(key.privateKey).export({ type: 'spki', format: 'der' });
  return await webcrypto.subtle.importKey('spki', spki, p256, true, ['verify']);
}
