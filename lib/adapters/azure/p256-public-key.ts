import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { KeyVaultKey } from '@azure/keyvault-keys';
import { CustodyError } from '../../custody/custody-error.ts';

/** The public half of a key in the vault, as SPKI in DER. Throws `cloud-refused` for a key of another kind. */
export function p256PublicKey({ name, key }: KeyVaultKey): Uint8Array {
  if (key?.x === undefined || key.y === undefined || key.crv !== 'P-256') {
    throw new CustodyError('cloud-refused', `The vault’s key ${name} is not on the curve P-256.`);
  }
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const jwk: JsonWebKey = { kty: 'EC', crv: 'P-256', x: text(key.x), y: text(key.y) };
  return new Uint8Array(createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }));
}
