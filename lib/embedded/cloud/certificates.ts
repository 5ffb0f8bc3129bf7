import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { commonName, extension, keyUsage, pemOf, serialNumber } from './certificate-parts.ts';
import { readIfThere, writeOwnerOnly } from './owner-only-file.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const lifetimeYears = 5;

interface CloudCertificates {
  readonly caFile: string;
  readonly key: string; // PEM, PKCS #8
  readonly cert: string; // PEM, server certificate followed by the CA's
}

/** The private CA and server certificate for localhost, made at the first start and kept owner-only. */
export async function cloudCertificates(folder: string, now: Date): Promise<CloudCertificates> {
  const caFile = join(folder, 'ca.pem');
  const key = readIfThere(join(folder, 'server-key.pem'));
  const cert = readIfThere(join(folder, 'server.pem'));
  if (readIfThere(caFile) !== null && key !== null && cert !== null) return { caFile, key, cert };
  return await makeCertificates(folder, caFile, now);
}

async function makeCertificates(folder: string, caFile: string, now: Date): Promise<CloudCertificates> {
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto }));
  const caKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const serverKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const ca = await certificate({ subject: 'Holdfast embedded cloud CA', keys: caKeys, issuer: null, now });
  const server = await certificate({
    subject: 'localhost',
    keys: serverKeys,
    issuer: { name: ca.subject, keys: caKeys },
    now,
  });
  const caPem = pemOf('CERTIFICATE', ca.toSchema().toBER());
  const cert = pemOf('CERTIFICATE', server.toSchema().toBER()) + caPem;
  const key = pemOf('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey));
  // The CA's own key is dropped here on purpose: nobody can sign a second certificate with it.
  writeOwnerOnly(join(folder, 'server-key.pem'), key);
  writeOwnerOnly(join(folder, 'server.pem'), cert);
  writeOwnerOnly(caFile, caPem);
  return { caFile, key, cert };
}

async function certificate(options: {
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly issuer: {
    readonly name: pkijs.RelativeDistinguishedNames;
    readonly keys: webcrypto.CryptoKeyPair;
  } | null;
  readonly now: Date;
}): Promise<pkijs.Certificate> {
  const made = new pkijs.Certificate();
  made.version = 2;
  made.serialNumber = serialNumber();
  made.subject.typesAndValues.push(commonName(options.subject));
  made.issuer = options.issuer?.name ?? made.subject;
  made.notBefore.value = new Date(options.now.getTime() - 24 * 3_600_000);
  made.notAfter.value = new Date(options.now.getTime() + lifetimeYears * 365 * 24 * 3_600_000);
  made.extensions = options.issuer === null ? caExtensions() : serverExtensions();
  await made.subjectPublicKeyInfo.importKey(options.keys.publicKey as unknown as CryptoKey);
  const signer = (options.issuer?.keys ?? options.keys).privateKey;
  await made.sign(signer as unknown as CryptoKey, 'SHA-256');
  return made;
}

function caExtensions(): pkijs.Extension[] {
  return [
    extension(
      '2.5.29.19',
      true,
      new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema().toBER(),
    ),
    extension('2.5.29.15', true, keyUsage(0x06, 1)), // keyCertSign, cRLSign
  ];
}

function serverExtensions(): pkijs.Extension[] {
  const names = new pkijs.GeneralNames({
    names: [
      new pkijs.GeneralName({ type: 2, value: 'localhost' }),
      new pkijs.GeneralName({
        type: 7,
        value: new asn1js.OctetString({ valueHex: new Uint8Array([127, 0, 0, 1]).buffer }),
      }),
    ],
  });
  const serverAuth = new pkijs.ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.1'] });
  return [
    extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: false }).toSchema().toBER()),
    extension('2.5.29.15', true, keyUsage(0x80, 7)), // digitalSignature
    extension('2.5.29.37', false, serverAuth.toSchema().toBER()),
    extension('2.5.29.17', false, names.toSchema().toBER()),
  ];
}
