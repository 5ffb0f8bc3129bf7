import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { readIfThere, writeOwnerOnly } from '../cloud/owner-only-file.ts';

/** What the department that runs the vault put into it before Holdfast came. */
export const vaultNames = {
  checkpointKey: 'ledger-checkpoint',
  dataKeysKey: 'ledger-data-keys',
  checkpointSecret: 'ledger-checkpoint-ed25519',
  reportKey: 'report-signing',
} as const;

export interface VaultKey {
  readonly name: string;
  readonly version: string; // 32 hexadecimal digits, as Key Vault's
  readonly createdAt?: number; // POSIX seconds; left out: with the vault
  readonly privateKey: KeyObject;
  readonly operations: readonly string[];
}

export interface VaultSecret {
  readonly name: string;
  readonly version: string;
  readonly value: string;
  readonly contentType: string;
  readonly createdAt?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Versions of a name stand in the order in which they were made. */
export interface VaultContents {
  readonly keys: readonly VaultKey[];
  readonly secrets: readonly VaultSecret[];
  readonly createdAt: number; // POSIX seconds
  /** Makes a P-256 key: a first or another version of the name. It is on the disk when this returns. */
  makeKey(name: string, operations: readonly string[], now: Date): VaultKey;
  setSecret(secret: Pick<VaultSecret, 'name' | 'value' | 'contentType' | 'tags'>, now: Date): VaultSecret;
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
  const found = text === null ? newContents(now, ed25519Pem) : (JSON.parse(text) as StoredContents);
  const stored = withReportKey(found);
  const save = (contents: StoredContents) => writeOwnerOnly(file, JSON.stringify(contents));
  if (text === null || stored !== found) save(stored);
  const keys = stored.keys.map(({ pem, ...key }) => ({ ...key, privateKey: createPrivateKey(pem) }));
  const secrets = [...stored.secrets];
  const saveAll = () =>
    save({
      createdAt: stored.createdAt,
      keys: keys.map(({ privateKey, ...key }) => ({ ...key, pem: pemOf(privateKey) })),
      secrets,
    });
  return {
    keys,
    secrets,
    createdAt: stored.createdAt,
    makeKey(name, operations, at) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const key = { name, version: newVersion(), createdAt: seconds(at), operations, privateKey };
      keys.push(key);
      saveAll();
      return key;
    },
    setSecret(secret, at) {
      const one = { ...secret, version: newVersion(), createdAt: seconds(at) };
      secrets.push(one);
      saveAll();
      return one;
    },
  };
}

/** A vault that is older than reports gets their key as it is opened. */
function withReportKey(contents: StoredContents): StoredContents {
  if (contents.keys.some(({ name }) => name === vaultNames.reportKey)) return contents;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const made = { name: vaultNames.reportKey, version: '1'.padStart(32, '0'), pem: pemOf(privateKey) };
  return { ...contents, keys: [...contents.keys, { ...made, operations: ['sign', 'verify'] }] };
}

function newVersion(): string {
  return randomBytes(16).toString('hex');
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function newContents(now: Date, ed25519Pem: string | null): StoredContents {
  const version = (n: number) => `${n}`.padStart(32, '0');
  return {
    createdAt: seconds(now),
    keys: [
      {
        name: vaultNames.checkpointKey,
        version: version(1),
        operations: ['sign', 'verify'],
        pem: pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      },
      {
        name: vaultNames.dataKeysKey,
        version: version(1),
        operations: ['wrapKey', 'unwrapKey'],
        pem: pemOf(generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey),
      },
    ],
    secrets: [
      {
        name: vaultNames.checkpointSecret,
        version: version(1),
        contentType: 'application/x-pem-file',
        value: ed25519Pem ?? pemOf(generateKeyPairSync('ed25519').privateKey),
      },
    ],
  };
}
