import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { readIfThere, writeOwnerOnly } from './owner-only-file.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly privateJwk: JsonWebKey;
}

/** The tenant's one RSA key: it signs ID tokens, shell tokens and the identities' tokens, and outlives restarts. */
export function signingKey(file: string): SigningKey {
  const stored = readIfThere(file);
  const pem = stored ?? newKey();
  if (stored === null) writeOwnerOnly(file, pem);
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const kid = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 27);
  return { kid, privateKey, publicKey, privateJwk: privateKey.export({ format: 'jwk' }) };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
