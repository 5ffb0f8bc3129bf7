import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { encodeVerifierKey, verifierKey } from '../../ledger/verifier-key.ts';

/** Where the public half of a ledger key lies unless the settings say otherwise. */
export function publicKeyFileOf(keyFile: string): string {
  return `${keyFile}.pub`;
}

/**
 * The vkey line of an Ed25519 public key in a PEM file (RFC 8410), as `openssl pkey -pubout` writes it; a private
 * key is refused. Throws one line naming the file if it is missing or holds anything else.
 */
export async function readLedgerVerifierKey(publicKeyFile: string, origin: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(publicKeyFile, 'utf8');
  } catch (cause) {
    throw new Error(`The ledger's public key ${publicKeyFile} cannot be read.`, { cause });
  }
  if (!pem.includes('-----BEGIN PUBLIC KEY-----') || pem.includes('PRIVATE KEY'))
    throw new Error(`${publicKeyFile} is not the public key of the ledger alone.`);
  return encodeVerifierKey(verifierKey(origin, 'ed25519', rawKey(pem, publicKeyFile)));
}

function rawKey(pem: string, file: string): Uint8Array {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519')
      return new Uint8Array(key.export({ type: 'spki', format: 'der' }).subarray(-32));
  } catch (cause) {
    throw new Error(`The ledger's public key ${file} cannot be read.`, { cause });
  }
  throw new Error(`The ledger's public key ${file} is not an Ed25519 key.`);
}
