import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { signatureLine } from '../../ledger/signed-note.ts';
import { encodeVerifierKey, verifierKey } from '../../ledger/verifier-key.ts';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.ts';
import { publicKeyFileOf } from './ledger-public-key.ts';

/**
 * Signs with an Ed25519 key from a PKCS #8 PEM file (RFC 8410). In: file, the log's origin.
 * Throws one line naming the file if it is missing, unreadable or holds another kind of key.
 */
export async function fileCheckpointSigner(keyFile: string, origin: string): Promise<CheckpointSigner> {
  const privateKey = await readKey(keyFile);
  const key = verifierKey(origin, 'ed25519', rawPublicKey(privateKey));
  return {
    name: origin,
    verifierKey: encodeVerifierKey(key),
    sign: async (text) => signatureLine(origin, key.keyId, sign(null, Buffer.from(text, 'utf8'), privateKey)),
  };
}

/**
 * Makes the key at the first start, readable by its owner only, and its public half beside it for everyone who
 * verifies. Existing files are never touched.
 */
export async function ensureLedgerKey(keyFile: string): Promise<void> {
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  const fresh = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeUnlessThere(keyFile, fresh, 0o600);
  const publicKey = createPublicKey(await readKey(keyFile)).export({ type: 'spki', format: 'pem' });
  await writeUnlessThere(publicKeyFileOf(keyFile), publicKey, 0o644);
}

async function writeUnlessThere(file: string, text: string | Buffer, mode: number): Promise<void> {
  try {
    await writeFile(file, text, { mode, flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw error;
  }
}

async function readKey(keyFile: string): Promise<KeyObject> {
  try {
    const key = createPrivateKey(await readFile(keyFile, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new Error(`The ledger key ${keyFile} cannot be read.`, { cause });
  }
  throw new Error(`The ledger key ${keyFile} is not an Ed25519 key.`);
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return new Uint8Array(spki.subarray(-32));
}
