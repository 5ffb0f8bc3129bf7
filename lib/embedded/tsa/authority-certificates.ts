import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import * as pkijs from 'pkijs';
import { commonName, extension, keyUsage, pemOf, serialNumber } from '../cloud/certificate-parts.ts';
import { readIfThere, writeOwnerOnly } from '../cloud/owner-only-file.ts';

export type AuthorityKind = 'ec' | 'rsa';
const uses = ['good', 'expired', 'wrong-purpose'] as const;
type CertificateUse = (typeof uses)[number];

/** An authority's key and its certificates: the good one, and two that a client must refuse. */
export interface AuthorityCertificates {
  readonly key: webcrypto.CryptoKey;
  readonly certificates: Readonly<Record<CertificateUse, pkijs.Certificate>>;
}

const algorithms = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 3072,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
} as const;
const timeStamping = '1.3.6.1.5.5.7.3.8';
const codeSigning = '1.3.6.1.5.5.7.3.3';
const yearMs = 365 * 24 * 3_600_000;

/**
 * Made at the first start and kept owner-only in `folder`, the root (PEM) in `rootFile`. The root's key is dropped at
 * once: nobody can sign with it again.
 */
export async function authorityCertificates(
  folder: string,
  rootFile: string,
  kind: AuthorityKind,
  now: Date,
): Promise<AuthorityCertificates> {
  if (readIfThere(rootFile) === null) await makeAll(folder, rootFile, kind, now);
  const found = uses.map((use) => [use, pkijs.Certificate.fromBER(unPem(join(folder, `${use}.pem`)))]);
  const key = await webcrypto.subtle.importKey(
    'pkcs8',
    unPem(join(folder, 'key.pem')),
    algorithms[kind],
    false,
    ['sign'],
  );
  return { key, certificates: Object.fromEntries(found) as AuthorityCertificates['certificates'] };
}

/** The root is written last: while it is missing, everything is made anew. */
async function makeAll(folder: string, rootFile: string, kind: AuthorityKind, now: Date): Promise<void> {
  const newKeys = () => webcrypto.subtle.generateKey(algorithms[kind], true, ['sign', 'verify']);
  const [rootKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const name = `Holdfast embedded time-stamp authority (${kind.toUpperCase()})`;
  const made = { issuer: `${name} root`, issuerKey: rootKeys.privateKey };
  const years = (before: number, after: number) => ({
    notBefore: new Date(now.getTime() + before * yearMs),
    notAfter: new Date(now.getTime() + after * yearMs),
  });
  const root = await certificate({
    ...made,
    ...years(-10, 20),
    subject: made.issuer,
    key: rootKeys.publicKey,
    extensions: rootExtensions(),
  });
  const leaf = { ...made, subject: name, key: keys.publicKey };
  const day = 1 / 365;
  const leaves = {
    good: { ...leaf, ...years(-day, 10), extensions: leafExtensions(timeStamping) },
    expired: { ...leaf, ...years(-2, -1), extensions: leafExtensions(timeStamping) },
    'wrong-purpose': { ...leaf, ...years(-day, 10), extensions: leafExtensions(codeSigning) },
  };
  for (const use of uses) writePem(join(folder, `${use}.pem`), 'CERTIFICATE', await certificate(leaves[use]));
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  writePem(join(folder, 'key.pem'), 'PRIVATE KEY', pkcs8);
  writePem(rootFile, 'CERTIFICATE', root);
}

/** One certificate in DER, signed with its issuer's key. */
export async function certificate(options: {
  readonly subject: string;
  readonly key: webcrypto.CryptoKey;
  readonly issuer: string;
  readonly issuerKey: webcrypto.CryptoKey;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: pkijs.Extension[];
}): Promise<ArrayBuffer> {
  const made = new pkijs.Certificate();
  made.version = 2;
  made.serialNumber = serialNumber();
  made.subject.typesAndValues.push(commonName(options.subject));
  made.issuer.typesAndValues.push(commonName(options.issuer));
  made.notBefore.value = wholeSeconds(options.notBefore);
  made.notAfter.value = wholeSeconds(options.notAfter);
  made.extensions = options.extensions;
  await made.subjectPublicKeyInfo.importKey(options.key as unknown as CryptoKey);
  await made.sign(options.issuerKey as unknown as CryptoKey, 'SHA-256');
  return made.toSchema(true).toBER();
}

export function rootExtensions(): pkijs.Extension[] {
  return [
    extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: true }).toSchema().toBER()),
    extension('2.5.29.15', true, keyUsage(0x06, 1)), // keyCertSign, cRLSign
  ];
}

/** RFC 3161 §2.3: one purpose, marked critical. */
function leafExtensions(purpose: string): pkijs.Extension[] {
  return [
    extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: false }).toSchema().toBER()),
    extension('2.5.29.15', true, keyUsage(0x80, 7)), // digitalSignature
    extension('2.5.29.37', true, new pkijs.ExtKeyUsage({ keyPurposes: [purpose] }).toSchema().toBER()),
  ];
}

function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function writePem(file: string, label: string, der: ArrayBuffer): void {
  writeOwnerOnly(file, pemOf(label, der));
}

function unPem(file: string): ArrayBuffer {
  const text = readIfThere(file);
  if (text === null) throw new Error(`The time-stamp authority's file ${file} is missing.`);
  return new Uint8Array(Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64')).buffer;
}
