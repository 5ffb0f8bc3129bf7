import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cosignedMessage, packCosignature } from '../ledger/cosignature.ts';
import { signatureLine } from '../ledger/signed-note.ts';
import { encodeVerifierKey, type VerifierKey, verifierKey } from '../ledger/verifier-key.ts';
import { readIfThere, replaceDurably } from './durable-file.ts';

/** The witness's own key. Signing is the only thing that can be done with it. */
export interface WitnessKey {
  readonly key: VerifierKey;
  readonly vkey: string;
  /** The signature line over checkpoint text that says: at `time` (POSIX seconds) this was the largest tree seen. */
  cosign(text: string, time: bigint): string;
}

/**
 * The Ed25519 key of the folder (key.pem, owner-only), made at the first call. Throws one line if the folder belongs
 * to a witness of another name: one key under two names would be two witnesses (C2SP tlog-cosignature).
 */
export async function witnessKey(folder: string, name: string): Promise<WitnessKey> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const privateKey = await readOrMakeKey(join(folder, 'key.pem'));
  const key = verifierKey(name, 'cosignature-v1', rawPublicKey(privateKey));
  const vkey = encodeVerifierKey(key);
  await requireSameName(join(folder, 'vkey.txt'), vkey);
  return {
    key,
    vkey,
    cosign: (text, time) => {
      const signature = sign(null, cosignedMessage(new TextEncoder().encode(text), time), privateKey);
      return signatureLine(name, key.keyId, packCosignature(time, signature));
    },
  };
}

async function readOrMakeKey(file: string): Promise<KeyObject> {
  const pem = await readIfThere(file);
  if (pem === null) return await makeKey(file);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new Error(`The witness key ${file} cannot be read.`, { cause });
  }
  throw new Error(`The witness key ${file} is not an Ed25519 key.`);
}

async function makeKey(file: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await replaceDurably(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return privateKey;
}

async function requireSameName(file: string, vkey: string): Promise<void> {
  const known = await readIfThere(file);
  if (known === null) await replaceDurably(file, `${vkey}\n`);
  else if (known.trim() !== vkey) {
    throw new Error(`This folder belongs to the witness ${known.trim()}. Use its name, or another folder.`);
  }
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return new Uint8Array(spki.subarray(-32)); // RFC 8410 §4: the key ends the structure
}
