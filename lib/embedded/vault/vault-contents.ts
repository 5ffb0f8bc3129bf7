import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readIfThere, writeOwnerOnly } from '../cloud/owner-only-file.ts';

/** What the department that runs the vault put into it before Holdfast came. */
export const vaultNames = {
  checkpointKey: 'ledger-checkpoint',
  dataKeysKey: 'ledger-data-keys',
  checkpointSecret: 'ledger-checkpoint-ed25519',
} as const;

export interface VaultKey {
  readonly name: string;
  readonly version: string; // 32 hexadecimal digits, as Key Vault's
  readonly privateKey: KeyObject;
  readonly operations: readonly string[];
}

export interface VaultSecret {
  readonly name: string;
  readonly version: string;
  readonly value: string;
  readonly contentType: string;
}

export interface VaultContents {
  readonly keys: readonly VaultKey[];
  readonly secrets: readonly VaultSecret[];
  readonly createdAt: number; // POSIX seconds
}

interface StoredContents {
  readonly createdAt: number;
  readonly keys: readonly (Omit<VaultKey, 'privateKey'> & { readonly pem: string })[];
  readonly secrets: readonly VaultSecret[];
}

/**
 * Opens the vault's file, or makes the ledger's keys at the first start. `ed25519Pem`: the signing key of a ledger
 * that is older than its vault, which goes on being that ledger's key.
 */
export function openVaultContents(file: string, now: Date, ed25519Pem: string | null): VaultContents {
  const text = readIfThere(file);
  const stored = text === null ? newContents(now, ed25519Pem) : (JSON.parse(text) as StoredContents);
  if (text === null) writeOwnerOnly(file, JSON.stringify(stored));
  const keys = stored.keys.map(({ pem, ...key }) => ({ ...key, privateKey: createPrivateKey(pem) }));
  return { keys, secrets: stored.secrets, createdAt: stored.createdAt };
}

function newContents(now: Date, ed25519Pem: string | null): StoredContents {
  const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const version = (n: number) => `${n}`.padStart(32, '0');
  return {
    createdAt: Math.floor(now.getTime() / 1000),
    keys: [
      {
        name: vaultNames.checkpointKey,
        version: version(1),
        operations: ['sign', 'verify'],
        pem: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      },
      {
        name: vaultNames.dataKeysKey,
        version: version(1),
        operations: ['wrapKey', 'unwrapKey'],
        pem: pem(generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey),
      },
    ],
    secrets: [
      {
        name: vaultNames.checkpointSecret,
        version: version(1),
        contentType: 'application/x-pem-file',
        value: ed25519Pem ?? pem(generateKeyPairSync('ed25519').privateKey),
      },
    ],
  };
}
