import { describe, expect, it } from 'vitest';
import { timestampRequest } from '../../../lib/timestamp/timestamp-request.ts';

const sha256 = new Uint8Array(32).fill(0xab);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('a question to a time-stamp authority', () => {
  it('is version 1, the digest under SHA-256, the nonce and the wish for the certificate', () => {
    const imprint = `3031300d0609608648016503040201050004 20${'ab'.repeat(32)}`.replace(' ', '');
    expect(hex(timestampRequest({ sha256, nonce: 0x80n }))).toBe(`303d020101${imprint}020200800101ff`);
    const withPolicy = timestampRequest({ sha256, nonce: 1n, policy: '2.999.1' });
    expect(hex(withPolicy)).toBe(`3041020101${imprint}06038837010201010101ff`);
  });

  it('is not made of anything else', () => {
    expect(() => timestampRequest({ sha256: sha256.subarray(1), nonce: 1n })).toThrow('has 32 bytes');
    expect(() => timestampRequest({ sha256, nonce: -1n })).toThrow('not negative');
    expect(() => timestampRequest({ sha256, nonce: 1n, policy: 'any' })).toThrow('not an object identifier');
  });
});
