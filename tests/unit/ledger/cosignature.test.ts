import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkpointText, openCheckpoint } from '../../../lib/ledger/checkpoint.ts';
import { cosignatureTime, cosignedMessage, packCosignature } from '../../../lib/ledger/cosignature.ts';
import { openNote, signatureLine, signNote } from '../../../lib/ledger/signed-note.ts';
import { encodeVerifierKey, parseVerifierKey, verifierKey } from '../../../lib/ledger/verifier-key.ts';

const witness = generateKeyPairSync('ed25519');
const publicKey = new Uint8Array(witness.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
const key = verifierKey('witness.example/w1', 'cosignature-v1', publicKey);
const text = checkpointText('log.example/1', 7n, new Uint8Array(32));

function cosign(time: bigint): Uint8Array {
  return packCosignature(time, sign(null, cosignedMessage(Buffer.from(text), time), witness.privateKey));
}

describe('a witness’s cosignature', () => {
  it('is checked as a signature line of the note it stands under', () => {
    const note = signNote(text, [signatureLine(key.name, key.keyId, cosign(1_679_315_147n))]);
    expect(openNote(note, [key]).signedBy).toEqual([key]);
  });

  it('states a time, and no other time passes', () => {
    const signature = cosign(1_679_315_147n);
    expect(cosignatureTime(signature)).toBe(1_679_315_147n);
    const later = packCosignature(1_679_315_148n, signature.subarray(8));
    const note = signNote(text, [signatureLine(key.name, key.keyId, later)]);
    expect(() => openNote(note, [key])).toThrow('not right');
  });

  it('fails with any one bit changed', () => {
    const signature = cosign(5n);
    for (let bit = 0; bit < signature.length * 8; bit += 1) {
      const changed = signature.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openNote(signNote(text, [signatureLine(key.name, key.keyId, changed)]), [key])).toThrow();
    }
  });

  it('is refused with a time beyond 2^63 − 1 or another length', () => {
    expect(cosignatureTime(packCosignature(2n ** 63n, new Uint8Array(64)))).toBeNull();
    expect(cosignatureTime(new Uint8Array(71))).toBeNull();
  });

  it('never counts as the log’s own signature, whatever the witness calls itself', () => {
    const impostor = verifierKey('log.example/1', 'cosignature-v1', publicKey);
    const note = signNote(text, [signatureLine(impostor.name, impostor.keyId, cosign(5n))]);
    expect(() => openCheckpoint(note, [impostor])).toThrow('No trusted key of log.example/1');
  });

  it('has a verifier key of its own type', () => {
    const line = encodeVerifierKey(key);
    expect(parseVerifierKey(line)).toEqual(key);
    expect(parseVerifierKey(line).keyId).not.toEqual(verifierKey(key.name, 'ed25519', publicKey).keyId);
  });
});
