import { sha256 } from '../hashing/merkle-hash.ts';
import { hexOf, joinBytes } from './bytes.ts';
import { cosignatureTime, cosignedMessage } from './cosignature.ts';
import { LedgerError } from './ledger-error.ts';
import { isP256Key, verifyEd25519, verifyP256 } from './native-signature.ts';
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
// Every P-256 SubjectPublicKeyInfo with an uncompressed point begins so (RFC 5480 §2): one spelling, one key id.
const p256SpkiPrefix = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
const p256SpkiBytes = 91;

/**
 * Names a public key. Throws LedgerError for a name or key that notes cannot carry.
 * Source: C2SP signed-note "Signature types"; the ECDSA key id is that of transparency-dev/formats.
 */
export function verifierKey(name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array): VerifierKey {
  requireKeyName(name);
  requireKey(algorithm, publicKey);
  return { name, algorithm, publicKey, keyId: keyIdOf(name, algorithm, publicKey) };
}

/** The vkey line `name+hex8+base64(type ‖ key)`. */
export function encodeVerifierKey(key: VerifierKey): string {
  const typed = joinBytes(Uint8Array.of(typeBytes[key.algorithm]), key.publicKey);
  return `${key.name}+${hexOf(key.keyId)}+${encodeBase64(typed)}`;
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
  if (hexOf(key.keyId) !== id) throw new LedgerError('The key id is not that of the key.');
  return key;
}

/** Whether the signature is this key's signature over the bytes. Ed25519 is checked as RFC 8032. */
export function verifySignature(key: VerifierKey, signed: Uint8Array, signature: Uint8Array): boolean {
  switch (key.algorithm) {
    case 'ed25519':
      return signature.length === 64 && verifyEd25519(key.publicKey, signed, signature);
    case 'ecdsa-p256':
      return verifyP256(key.publicKey, signed, signature);
    case 'cosignature-v1': {
      const time = cosignatureTime(signature);
      return (
        time !== null && verifyEd25519(key.publicKey, cosignedMessage(signed, time), signature.subarray(8))
      );
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

function requireKey(algorithm: NoteAlgorithm, publicKey: Uint8Array): void {
  switch (algorithm) {
    case 'ed25519':
    case 'cosignature-v1':
      if (publicKey.length !== 32) throw new LedgerError('An Ed25519 key has 32 bytes.');
      return;
    case 'ecdsa-p256':
      if (publicKey.length !== p256SpkiBytes || !hexOf(publicKey).startsWith(p256SpkiPrefix))
        throw new LedgerError('The ECDSA key is not on the curve P-256, or its point is not written out.');
      if (!isP256Key(publicKey)) throw new LedgerError('The ECDSA key is no point of the curve P-256.');
      return;
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
