import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { encodeVerifierKey, verifierKey } from '../../ledger/verifier-key.ts';
import { type VaultContents, vaultNames } from './vault-contents.ts';

/** The vkey lines of both keys that sign the ledger, Ed25519 first: what an administrator would read off the vault. */
export function ledgerVerifierKeys({ keys, secrets }: VaultContents, origin: string): readonly string[] {
  const secret = secrets.find((one) => one.name === vaultNames.checkpointSecret);
  const key = keys.find((one) => one.name === vaultNames.checkpointKey);
  if (secret === undefined || key === undefined) throw new Error('The vault lacks the keys of the ledger.');
  const ed25519 = spki(createPrivateKey(secret.value)).subarray(-32);
  return [
    encodeVerifierKey(verifierKey(origin, 'ed25519', new Uint8Array(ed25519))),
    encodeVerifierKey(verifierKey(origin, 'ecdsa-p256', new Uint8Array(spki(key.privateKey)))),
  ];
}

function spki(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
}
