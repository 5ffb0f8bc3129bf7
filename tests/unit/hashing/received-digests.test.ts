import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ReceivedDigester } from '../../../lib/hashing/received-digests.ts';

const first = 'what lay on the device, ';
const second = 'and what was appended to it';
const [one, two] = [gzipSync(first), gzipSync(second)];
const zeros = Buffer.alloc(512);

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** In pieces of so many bytes: where a stream is cut must not matter. */
async function received(bytes: Uint8Array, piece: number) {
  const digester = new ReceivedDigester();
  for (let at = 0; at < bytes.length; at += piece) await digester.take(bytes.subarray(at, at + piece));
  return await digester.finish();
}

describe('the content of what arrives as gzip', () => {
  it.each([
    ['of one member is what was packed', one, first],
    ['of several members is what they hold, one after the other', Buffer.concat([one, two]), first + second],
    ['is not changed by zeros that pad it', Buffer.concat([one, zeros]), first],
  ])('%s', async (_, bytes, content) => {
    for (const piece of [1, 7, bytes.length]) {
      const { sha256: whole, content: unpacked } = await received(bytes, piece);
      expect(whole).toBe(sha256(bytes));
      expect(unpacked).toEqual({ sha256: sha256(content), sizeBytes: BigInt(content.length) });
    }
  });

  it.each([
    ['a member that is cut off', one.subarray(0, -3)],
    ['a second member that is cut off', Buffer.concat([one, two.subarray(0, -3)])],
    ['other bytes behind it', Buffer.concat([one, Buffer.from('hidden')])],
    ['other bytes behind padding', Buffer.concat([one, zeros, Buffer.from('hidden')])],
    ['a member behind padding', Buffer.concat([one, zeros, two])],
    ['no gzip at all', Buffer.from('plain')],
  ])('is not said of %s', async (_, bytes) => {
    for (const piece of [1, 7, bytes.length]) {
      const { sha256: whole, content } = await received(bytes, piece);
      expect(whole).toBe(sha256(bytes));
      expect(content).toBeNull();
    }
  });
});
