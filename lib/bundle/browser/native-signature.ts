import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';

const pointBytes = 65; // uncompressed, at the end of the SubjectPublicKeyInfo

// Stand in for `lib/ledger/native-signature.ts` where there is no node:crypto. Whatever is malformed is not true.

/** Whether these bytes of a P-256 SubjectPublicKeyInfo hold a point of the curve. */
export function isP256Key(spki: Uint8Array): boolean {
  return p256.utils.isValidPublicKey(spki.subarray(-pointBytes), false);
}

/** Ed25519 as RFC 8032. In: 32 bytes of key, 64 of signature. */
export function verifyEd25519(key: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  return orFalse(() => ed25519.verify(signature, signed, key, { zip215: false }));
}

/** ECDSA on P-256 over SHA-256 of the bytes. In: SPKI in DER, signature in DER. */
export function verifyP256(spki: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  const options = { prehash: true, format: 'der', lowS: false } as const;
  return orFalse(() => p256.verify(signature, signed, spki.subarray(-pointBytes), options));
}

/** The curves throw for bytes that are no signature at all. */
function orFalse(verify: () => boolean): boolean {
  try {
    return verify();
  } catch (cause) {
    if (cause instanceof Error) return false;
    throw cause;
  }
}
