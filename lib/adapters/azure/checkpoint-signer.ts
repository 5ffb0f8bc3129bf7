import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { CryptographyClient, KeyClient, parseKeyVaultKeyIdentifier } from '@azure/keyvault-keys';
import { parseKeyVaultSecretIdentifier, SecretClient } from '@azure/keyvault-secrets';
import { CustodyError } from '../../custody/custody-error.ts';
import { sha256 } from '../../hashing/merkle-hash.ts';
import { signatureLine } from '../../ledger/signed-note.ts';
import { encodeVerifierKey, type NoteAlgorithm, verifierKey } from '../../ledger/verifier-key.ts';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.ts';
import { callAzure } from './azure-error.ts';
import { derOfP1363 } from './ecdsa-der.ts';
import { vaultCredential, vaultOptions } from './vault-credential.ts';

export interface VaultSigningConfig {
  readonly credential: TokenCredential;
  readonly origin: string; // the log's name, and the name of both keys
  readonly secretId: string; // Ed25519, PKCS #8 in PEM, as a secret: Key Vault signs with no Ed25519 key
  readonly keyId: string; // P-256; never leaves the vault
}

/**
 * Both signers of a log, Ed25519 first. The Ed25519 key is read once and kept in this process's memory only; every
 * ECDSA signature is made by the vault. Throws CustodyError if the vault refuses or holds another kind of key.
 */
export async function vaultCheckpointSigners(
  config: VaultSigningConfig,
): Promise<readonly CheckpointSigner[]> {
  return [await ed25519Signer(config), await p256Signer(config)];
}

async function ed25519Signer({
  credential,
  origin,
  secretId,
}: VaultSigningConfig): Promise<CheckpointSigner> {
  const { vaultUrl, name, version } = parseKeyVaultSecretIdentifier(secretId);
  const client = new SecretClient(vaultUrl, vaultCredential(credential), vaultOptions);
  const options = version === undefined ? {} : { version };
  const secret = await callAzure('read the ledger’s signing key', () => client.getSecret(name, options));
  const privateKey = readEd25519(secret.value ?? '');
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return signerOf(origin, 'ed25519', new Uint8Array(spki.subarray(-32)), async (text) =>
    sign(null, text, privateKey),
  );
}

async function p256Signer({ credential, origin, keyId }: VaultSigningConfig): Promise<CheckpointSigner> {
  const { vaultUrl, name, version } = parseKeyVaultKeyIdentifier(keyId);
  const client = new KeyClient(vaultUrl, vaultCredential(credential), vaultOptions);
  const options = version === undefined ? {} : { version };
  const { key } = await callAzure('read the ledger’s second key', () => client.getKey(name, options));
  if (key?.x === undefined || key.y === undefined || key.crv !== 'P-256') {
    throw new CustodyError('cloud-refused', `The vault’s key ${name} is not on the curve P-256.`);
  }
  const jwk = { kty: 'EC', crv: 'P-256', x: base64url(key.x), y: base64url(key.y) };
  const spki = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' });
  const crypto = new CryptographyClient(keyId, vaultCredential(credential), vaultOptions);
  return signerOf(origin, 'ecdsa-p256', new Uint8Array(spki), async (text) => {
    const { result } = await callAzure('sign a checkpoint', () => crypto.sign('ES256', sha256(text)));
    return derOfP1363(result);
  });
}

function signerOf(
  origin: string,
  algorithm: NoteAlgorithm,
  publicKey: Uint8Array,
  signBytes: (text: Uint8Array) => Promise<Uint8Array>,
): CheckpointSigner {
  const key = verifierKey(origin, algorithm, publicKey);
  return {
    name: origin,
    verifierKey: encodeVerifierKey(key),
    sign: async (text) => signatureLine(origin, key.keyId, await signBytes(Buffer.from(text, 'utf8'))),
  };
}

function readEd25519(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Not even the cause may be kept: it could quote the key.
  }
  throw new CustodyError('cloud-refused', 'The vault’s secret for the ledger holds no Ed25519 key in PEM.');
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
