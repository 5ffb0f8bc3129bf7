import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { joinBytes } from './bytes.ts';

// What precedes the 32 key bytes of every Ed25519 SubjectPublicKeyInfo (RFC 8410 §4).
const ed25519SpkiPrefix = Uint8Array.of(
  0x30,
  0x2a,
  0x30,
  0x05,
  0x06,
  0x03,
  0x2b,
  0x65,
  0x70,
  0x03,
  0x21,
  0x00,
);

// OpenSSL does the arithmetic. A page in a browser has another file with these functions in this one's place.

/** Whether these bytes of a P-256 SubjectPublicKeyInfo hold a point of the curve. */
export function isP256Key(spki: Uint8Array): boolean {
  try {
    return imported(spki).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch (cause) {
    if (cause instanceof Error) return false; // OpenSSL refuses what is no point
    throw cause;
  }
}

/** Ed25519 as RFC 8032. In: 32 bytes of key, 64 of signature. */
export function verifyEd25519(key: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, signed, imported(joinBytes(ed25519SpkiPrefix, key)), signature);
}

/** ECDSA on P-256 over SHA-256 of the bytes. In: SPKI in DER, signature in DER. */
export function verifyP256(spki: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  return verify('sha256', signed, { key: imported(spki), dsaEncoding: 'der' }, signature);
}

function imported(spki: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
}
