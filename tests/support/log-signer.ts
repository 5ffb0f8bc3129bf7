import { generateKeyPairSync, sign } from 'node:crypto';
import { signatureLine } from '../../lib/ledger/signed-note.ts';
import { encodeVerifierKey, verifierKey } from '../../lib/ledger/verifier-key.ts';
import type { CheckpointSigner } from '../../lib/ports/checkpoint-signer.ts';

/** A signer with an Ed25519 key of its own. */
export function newSigner(origin: string): CheckpointSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const key = verifierKey(origin, 'ed25519', new Uint8Array(raw));
  return {
    name: origin,
    verifierKey: encodeVerifierKey(key),
    sign: async (text) => signatureLine(origin, key.keyId, sign(null, Buffer.from(text, 'utf8'), privateKey)),
  };
}
