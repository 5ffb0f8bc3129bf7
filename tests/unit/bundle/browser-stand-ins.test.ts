import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as pageBase64 from '../../../lib/bundle/browser/native-base64.ts';
import * as pageHash from '../../../lib/bundle/browser/native-sha256.ts';
import * as pageSignature from '../../../lib/bundle/browser/native-signature.ts';
import * as nodeHash from '../../../lib/hashing/native-sha256.ts';
import * as nodeBase64 from '../../../lib/ledger/native-base64.ts';
import * as nodeSignature from '../../../lib/ledger/native-signature.ts';

const plain = (bytes: Uint8Array) => new Uint8Array(bytes);

describe('what stands in for node:crypto in the page', { timeout: 60_000 }, () => {
  it('hashes as Node does, at every length around the block sizes and in any cut', () => {
    for (let length = 0; length <= 200; length += 1) {
      const bytes = plain(randomBytes(length));
      const parts = [bytes.subarray(0, length >> 1), bytes.subarray(length >> 1)];
      expect(pageHash.nativeSha256(parts)).toEqual(nodeHash.nativeSha256([bytes]));
    }
    expect(pageHash.nativeSha256([])).toEqual(nodeHash.nativeSha256([]));
  });

  it('writes and reads base64 as Node does, and reads nothing from what is none', () => {
    for (let length = 0; length <= 100; length += 1) {
      const bytes = plain(randomBytes(length));
      const text = nodeBase64.toBase64(bytes);
      expect(pageBase64.toBase64(bytes)).toBe(text);
      expect(pageBase64.fromBase64(text)).toEqual(bytes);
    }
    expect(pageBase64.fromBase64('a')).toEqual(new Uint8Array());
    expect(pageBase64.fromBase64('é===')).toEqual(new Uint8Array());
  });

  it('judges Ed25519 as OpenSSL does, whichever byte is another', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = plain(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
    const text = plain(Buffer.from('log.example/1\n7\n'));
    const signature = plain(sign(null, text, privateKey));
    expect(pageSignature.verifyEd25519(key, text, signature)).toBe(true);
    for (const [signed, other] of mutants(text, signature)) {
      expect(nodeSignature.verifyEd25519(key, signed, other)).toBe(false);
      expect(pageSignature.verifyEd25519(key, signed, other)).toBe(false);
    }
    expect(pageSignature.verifyEd25519(new Uint8Array(32).fill(255), text, signature)).toBe(false);
  });

  it('judges ECDSA P-256 as OpenSSL does, whichever byte is another, with a high or a low half', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = plain(publicKey.export({ type: 'spki', format: 'der' }));
    const text = plain(Buffer.from('log.example/1\n7\n'));
    const signatures = Array.from({ length: 12 }, () => plain(sign('sha256', text, privateKey)));
    for (const signature of signatures) expect(pageSignature.verifyP256(key, text, signature)).toBe(true);
    for (const [signed, other] of mutants(text, signatures[0] ?? new Uint8Array())) {
      expect(nodeSignature.verifyP256(key, signed, other)).toBe(false);
      expect(pageSignature.verifyP256(key, signed, other)).toBe(false);
    }
  });

  it('takes the same P-256 keys for points of the curve', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = plain(publicKey.export({ type: 'spki', format: 'der' }));
    const off = key.slice();
    off[90] = (off[90] ?? 0) ^ 1;
    for (const judge of [nodeSignature.isP256Key, pageSignature.isP256Key]) {
      expect(judge(key)).toBe(true);
      expect(judge(off)).toBe(false);
    }
  });
});

/** Every byte of the text and of the signature with one bit turned, and the signature cut short or made longer. */
function mutants(text: Uint8Array, signature: Uint8Array): [Uint8Array, Uint8Array][] {
  const turned = (bytes: Uint8Array) =>
    Array.from(bytes, (byte, at) => {
      const other = bytes.slice();
      other[at] = byte ^ (1 << (at % 8));
      return other;
    });
  return [
    ...turned(text).map((other): [Uint8Array, Uint8Array] => [other, signature]),
    ...turned(signature).map((other): [Uint8Array, Uint8Array] => [text, other]),
    [text, signature.subarray(0, -1)],
    [text, plain(Buffer.concat([signature, Buffer.of(0)]))],
    [text, new Uint8Array()],
  ];
}
