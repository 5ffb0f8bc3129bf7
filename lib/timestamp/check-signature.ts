import { LedgerError } from '../ledger/ledger-error.ts';
import { integerValue, objectIdText } from './der-value.ts';
import { objectId } from './object-id.ts';
import { type Bytes, type DerElement, derParts, derTag, readDer } from './read-der.ts';
import type { Hash, SignatureAlgorithm } from './signature-algorithm.ts';

const curves: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', bytes: 32 },
  '1.3.132.0.34': { name: 'P-384', bytes: 48 },
  '1.3.132.0.35': { name: 'P-521', bytes: 66 },
};
const minRsaBits = 2048;

/**
 * Whether `signature` over `data` holds under the public key. In: SubjectPublicKeyInfo, the scheme, the hash for schemes
 * that name none. Throws LedgerError for a key that is no match for the scheme, is unknown or too short.
 * Source: RFC 5480, RFC 8017 §8.2, W3C Web Cryptography.
 */
export async function holdsUnder(
  publicKey: DerElement,
  algorithm: SignatureAlgorithm,
  fallbackHash: Hash,
  signature: Bytes,
  data: Bytes,
): Promise<boolean> {
  const hash = algorithm.hash ?? fallbackHash;
  switch (algorithm.scheme) {
    case 'ecdsa':
      return await ecdsaHolds(publicKey, hash, signature, data);
    case 'rsa':
      return await rsaHolds(publicKey, hash, signature, data);
  }
}

async function ecdsaHolds(spki: DerElement, hash: Hash, signature: Bytes, data: Bytes): Promise<boolean> {
  const { name, parameters } = keyAlgorithm(spki);
  if (name !== objectId.ecPublicKey || parameters?.tag !== derTag.objectId)
    throw new LedgerError('An ECDSA signature needs a key on a named curve.');
  const curve = curves[objectIdText(parameters, 'The curve of a key')];
  if (curve === undefined) throw new LedgerError('The curve of a key must be P-256, P-384 or P-521.');
  const flat = flatSignature(signature, curve.bytes);
  if (flat === null) return false;
  const key = await importKey(spki, { name: 'ECDSA', namedCurve: curve.name });
  return await crypto.subtle.verify({ name: 'ECDSA', hash }, key, flat, data);
}

async function rsaHolds(spki: DerElement, hash: Hash, signature: Bytes, data: Bytes): Promise<boolean> {
  const { name, parameters } = keyAlgorithm(spki);
  if (name !== objectId.rsaEncryption || parameters?.tag !== derTag.null)
    throw new LedgerError('An RSA signature needs an RSA key.');
  const key = await importKey(spki, { name: 'RSASSA-PKCS1-v1_5', hash });
  if (!('modulusLength' in key.algorithm) || Number(key.algorithm.modulusLength) < minRsaBits)
    throw new LedgerError(`An RSA key must have at least ${minRsaBits} bits.`);
  return await crypto.subtle.verify({ name: 'RSASSA-PKCS1-v1_5' }, key, signature, data);
}

function keyAlgorithm(spki: DerElement): { name: string; parameters: DerElement | null } {
  const info = derParts(spki, derTag.sequence, 'A public key');
  const parts = derParts(
    info.next(derTag.sequence, 'its algorithm'),
    derTag.sequence,
    'The algorithm of a public key',
  );
  const name = objectIdText(parts.next(derTag.objectId, 'its name'), 'The algorithm of a public key');
  const parameters = parts.hasMore() ? parts.next(null, 'its parameters') : null;
  parts.end();
  return { name, parameters };
}

async function importKey(
  spki: DerElement,
  algorithm: EcKeyImportParams | RsaHashedImportParams,
): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('spki', spki.bytes, algorithm, false, ['verify']);
  } catch (cause) {
    throw new LedgerError('A public key cannot be used.', { cause });
  }
}

/** Ecdsa-Sig-Value (RFC 3279 §2.2.3) as the two numbers side by side; null if they do not fit the curve. */
function flatSignature(signature: Bytes, size: number): Bytes | null {
  const parts = derParts(readDer(signature, 'An ECDSA signature'), derTag.sequence, 'An ECDSA signature');
  const numbers = ['r', 's'].map((name) => integerValue(parts.next(derTag.integer, name), `Its ${name}`));
  parts.end();
  const hex = numbers.map((one) => one.toString(16).padStart(size * 2, '0'));
  if (hex.some((one) => one.length !== size * 2)) return null;
  return new Uint8Array((hex.join('').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}
