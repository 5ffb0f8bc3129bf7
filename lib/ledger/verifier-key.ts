import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sha256 } from '../hashing/merkle-hash.ts';
import { cosignatureTime, cosignedMessage } from './cosignature.ts';
import { LedgerError } from './ledger-error.ts';
import { decodeBase64, encodeBase64 } from './strict-base64.ts';

/** Signature types of C2SP signed-note that can be checked here. The third is a witness's (tlog-cosignature). */
export type NoteAlgorithm = 'ed25519' | 'ecdsa-p256' | 'cosignature-v1';

/** A public key as notes name it. `publicKey`: 32 raw bytes for the Ed25519 kinds, SPKI DER for ECDSA P-256. */
export interface VerifierKey {
  readonly name: string;
  readonly algorithm: NoteAlgorithm;
  readonly keyId: Uint8Array; // 4 bytes
  readonly publicKey: Uint8Array;
}

const typeBytes: Readonly<Record<NoteAlgorithm, number>> = {
  ed25519: 0x01,
  'ecdsa-p256': 0x02,
  'cosignature-v1': 0x04,
};
// What precedes the 32 key bytes of every Ed25519 SubjectPublicKeyInfo (RFC 8410 §4).
const ed25519SpkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Names a public key. Throws LedgerError for a name or key that notes cannot carry.
 * Source: C2SP signed-note "Signature types"; the ECDSA key id is that of transparency-dev/formats.
 */
export function verifierKey(name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array): VerifierKey {
  requireKeyName(name);
  importKey(algorithm, publicKey);
  return { name, algorithm, publicKey, keyId: keyIdOf(name, algorithm, publicKey) };
}

/** The vkey line `name+hex8+base64(type ‖ key)`. */
export function encodeVerifierKey(key: VerifierKey): string {
  const typed = Buffer.concat([Uint8Array.of(typeBytes[key.algorithm]), key.publicKey]);
  return `${key.name}+${Buffer.from(key.keyId).toString('hex')}+${encodeBase64(typed)}`;
}

/** Reads a vkey line. Throws LedgerError if it is malformed, of an unknown type, or its id is not that of its key. */
export function parseVerifierKey(line: string): VerifierKey {
  // The base64 part may hold `+`; name and id cannot.
  const [, name, id, typedKey] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(line) ?? [];
  if (name === undefined || id === undefined || typedKey === undefined) {
    throw new LedgerError('A verifier key reads name+8 hex digits+base64.');
  }
  const typed = decodeBase64(typedKey, 'The key of a verifier key');
  const key = verifierKey(name, algorithmOf(typed[0]), typed.subarray(1));
  if (Buffer.from(key.keyId).toString('hex') !== id)
    throw new LedgerError('The key id is not that of the key.');
  return key;
}

/** Whether the signature is this key's signature over the bytes. Ed25519 is checked as RFC 8032 by OpenSSL. */
export function verifySignature(key: VerifierKey, signed: Uint8Array, signature: Uint8Array): boolean {
  const publicKey = importKey(key.algorithm, key.publicKey);
  switch (key.algorithm) {
    case 'ed25519':
      return signature.length === 64 && verify(null, signed, publicKey, signature);
    case 'ecdsa-p256':
      return verify('sha256', signed, { key: publicKey, dsaEncoding: 'der' }, signature);
    case 'cosignature-v1': {
      const time = cosignatureTime(signature);
      return time !== null && verify(null, cosignedMessage(signed, time), publicKey, signature.subarray(8));
    }
  }
}

/** Throws LedgerError unless notes can carry the name: not empty, no space of any kind, no plus, no control character. */
export function requireKeyName(name: string): void {
  if (name === '' || /[\s+\p{Cc}\u0085]/u.test(name) || !name.isWellFormed()) {
    throw new LedgerError('A key name has no space, no plus sign and no control character.');
  }
}

function keyIdOf(name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array): Uint8Array {
  switch (algorithm) {
    case 'ed25519':
    case 'cosignature-v1':
      return sha256(utf8(`${name}\n`), Uint8Array.of(typeBytes[algorithm]), publicKey).subarray(0, 4);
    case 'ecdsa-p256':
      return sha256(publicKey).subarray(0, 4);
  }
}

function algorithmOf(typeByte: number | undefined): NoteAlgorithm {
  for (const algorithm of ['ed25519', 'ecdsa-p256', 'cosignature-v1'] as const) {
    if (typeByte === typeBytes[algorithm]) return algorithm;
  }
  throw new LedgerError('The verifier key is of a type that is not known here.');
}

function importKey(algorithm: NoteAlgorithm, publicKey: Uint8Array): KeyObject {
  const isRaw = algorithm !== 'ecdsa-p256';
  const der = isRaw ? Buffer.concat([ed25519SpkiPrefix, publicKey]) : Buffer.from(publicKey);
  if (isRaw && publicKey.length !== 32) throw new LedgerError('An Ed25519 key has 32 bytes.');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new LedgerError(`These bytes are no ${algorithm} public key.`, { cause });
  }
  if (algorithm === 'ecdsa-p256' && key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new LedgerError('The ECDSA key is not on the curve P-256.');
  }
  return key;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
