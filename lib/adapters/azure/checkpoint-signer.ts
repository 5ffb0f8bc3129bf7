import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { CryptographyClient, KeyClient, parseKeyVaultKeyIdentifier } from '@azure/keyvault-keys';
import { parseKeyVaultSecretIdentifier, SecretClient } from '@azure/keyvault-secrets';
import { CustodyError } from '../../custody/custody-error.ts';
import { sha256 } from '../../hashing/merkle-hash.ts';
import { sameBytes } from '../../ledger/bytes.ts';
import { signatureLine } from '../../ledger/signed-note.ts';
import {
  encodeVerifierKey,
  type NoteAlgorithm,
  parseVerifierKey,
  type VerifierKey,
  verifierKey,
} from '../../ledger/verifier-key.ts';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.ts';
import { callAzure } from './azure-error.ts';
import { derOfP1363 } from './ecdsa-der.ts';
import { p256PublicKey } from './p256-public-key.ts';
import { vaultCredential, vaultOptions } from './vault-credential.ts';

export interface VaultSigningConfig {
  readonly credential: TokenCredential;
  readonly origin: string; // the log's name, and the name of both keys
  readonly secretId: string; // Ed25519, PKCS #8 in PEM, as a secret: Key Vault signs with no Ed25519 key
  readonly keyId: string; // P-256; never leaves the vault
  /** The keys that must sign. Where the version named above is none of them, another of the same name is looked for. */
  readonly demanded?: readonly VerifierKey[];
}

/**
 * Both signers of a log, Ed25519 first. The Ed25519 key is read once and kept in this process's memory only; every
 * ECDSA signature is made by the vault. Throws CustodyError if the vault refuses, holds another kind of key, or has no
 * version that is demanded.
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
  demanded,
}: VaultSigningConfig): Promise<CheckpointSigner> {
  const { vaultUrl, name, version } = parseKeyVaultSecretIdentifier(secretId);
  const client = new SecretClient(vaultUrl, vaultCredential(credential), vaultOptions);
  const read = async (one: string | undefined) => {
    const options = one === undefined ? {} : { version: one };
    const secret = await callAzure('read the ledger’s signing key', () => client.getSecret(name, options));
    const privateKey = readEd25519(secret.value ?? '');
    const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    return signerOf(origin, 'ed25519', new Uint8Array(spki.subarray(-32)), async (text) =>
      sign(null, text, privateKey),
    );
  };
  const versions = () => client.listPropertiesOfSecretVersions(name);
  return await demandedSigner(demanded, { name, version, versions }, read);
}

async function p256Signer({
  credential,
  origin,
  keyId,
  demanded,
}: VaultSigningConfig): Promise<CheckpointSigner> {
  const { vaultUrl, name, version } = parseKeyVaultKeyIdentifier(keyId);
  const client = new KeyClient(vaultUrl, vaultCredential(credential), vaultOptions);
  const read = async (one: string | undefined) => {
    const options = one === undefined ? {} : { version: one };
    const found = await callAzure('read the ledger’s second key', () => client.getKey(name, options));
    const publicKey = p256PublicKey(found);
    if (found.id === undefined) throw new CustodyError('cloud-refused', `The vault’s key ${name} has no id.`);
    const crypto = new CryptographyClient(found.id, vaultCredential(credential), vaultOptions);
    return signerOf(origin, 'ecdsa-p256', publicKey, async (text) => {
      const { result } = await callAzure('sign a checkpoint', () => crypto.sign('ES256', sha256(text)));
      return derOfP1363(result);
    });
  };
  const versions = () => client.listPropertiesOfKeyVersions(name);
  return await demandedSigner(demanded, { name, version, versions }, read);
}

interface Versions {
  readonly name: string;
  readonly version: string | undefined; // as the settings name it
  readonly versions: () => AsyncIterable<{ readonly version?: string; readonly createdOn?: Date }>;
}

/** The settings name the version that the log began with: after the keys were replaced it is no longer demanded. */
async function demandedSigner(
  demanded: readonly VerifierKey[] | undefined,
  { name, version, versions }: Versions,
  read: (version: string | undefined) => Promise<CheckpointSigner>,
): Promise<CheckpointSigner> {
  const named = await read(version);
  const isDemanded = ({ verifierKey: vkey }: CheckpointSigner) =>
    demanded?.some((key) => sameBytes(key.publicKey, parseVerifierKey(vkey).publicKey)) ?? true;
  if (isDemanded(named)) return named;
  for (const other of await newestFirst(versions)) {
    const signer = await read(other);
    if (isDemanded(signer)) return signer;
  }
  throw new CustodyError(
    'cloud-refused',
    `No version of ${name} in the vault is a key that the trust policy names.`,
  );
}

async function newestFirst(versions: Versions['versions']): Promise<readonly string[]> {
  return await callAzure('list the versions of the ledger’s keys', async () => {
    const found: { readonly version: string; readonly at: number }[] = [];
    for await (const { version, createdOn } of versions()) {
      if (version !== undefined) found.push({ version, at: createdOn?.getTime() ?? 0 });
    }
    return found.toSorted((a, b) => b.at - a.at).map(({ version }) => version);
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
