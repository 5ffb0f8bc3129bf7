import type { DigestReply, DigestThread } from './digest-thread.ts';
import { vhdFooterBytes } from './vhd.ts';

/**
 * The running SHA-256 of the whole file. Its state just before the footer is the digest of the payload, so that
 * both cost one pass. Bytes must be given in order and without gaps.
 */
export interface WholeDigest {
  /** Resolves when the bytes were hashed; until then they must not change. */
  append(bytes: Uint8Array): Promise<void>;
  appendZeros(length: number): Promise<void>;
  finish(): Promise<{ readonly sha256: Uint8Array; readonly payloadSha256: Uint8Array }>;
}

/** In: size of the whole file in bytes, at least a footer. */
export function wholeDigest(thread: DigestThread, sizeBytes: bigint): WholeDigest {
  const payloadEnd = sizeBytes - BigInt(vhdFooterBytes);
  let at = 0n;
  let payload: Promise<DigestReply> | null = null;

  async function feed(
    length: number,
    give: (from: number, to: number) => Promise<DigestReply>,
  ): Promise<void> {
    const split = payloadEnd - at;
    at += BigInt(length);
    if (split < 0n || split >= BigInt(length)) {
      await give(0, length);
      return;
    }
    const before = give(0, Number(split));
    payload = thread.perform({ kind: 'digest-so-far' });
    await Promise.all([before, payload, give(Number(split), length)]);
  }

  return {
    append: (bytes) =>
      feed(bytes.length, (from, to) => thread.perform({ kind: 'append', bytes: bytes.subarray(from, to) })),
    appendZeros: (length) =>
      feed(length, (from, to) => thread.perform({ kind: 'append-zeros', length: to - from })),
    async finish() {
      if (at !== sizeBytes || payload === null)
        throw new RangeError(`${at} of ${sizeBytes} bytes were hashed.`);
      const sha256 = await thread.perform({ kind: 'digest-so-far' });
      return { sha256: requireDigest(sha256), payloadSha256: requireDigest(await payload) };
    },
  };
}

/** The digest in a reply. Throws TypeError if the task was not one that gives a digest. */
export function requireDigest(reply: DigestReply): Uint8Array {
  if (reply === null) throw new TypeError('The hashing thread gave no digest.');
  return reply;
}
