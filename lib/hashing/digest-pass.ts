import { blockCount, blockSize, encodeManifest, manifestRoot, zeroBlockDigest } from './block-manifest.ts';
import type { DigestThread } from './digest-thread.ts';
import { vhdFooterBytes } from './vhd.ts';
import { requireDigest, wholeDigest } from './whole-digest.ts';

/** Digests of one whole read. Sizes are decimal strings of bytes, SHA-256 values hex, the root base64. */
export interface DiskDigests {
  readonly algorithm: 'SHA-256';
  readonly sha256: string;
  readonly payloadSha256: string; // without the last 512 bytes
  readonly manifestRoot: string;
  readonly blockSize: number;
  readonly blockCount: number;
  readonly sizeBytes: string;
  readonly bytesRead: string;
  readonly bytesKnownZero: string;
}

export interface HashedDisk {
  readonly digests: DiskDigests;
  readonly manifest: Uint8Array; // 32 bytes per block
  readonly footer: Uint8Array; // the last 512 bytes, for the caller to judge
}

/** All digests of one disk, fed block by block in disk order. */
export interface DigestPass {
  /** Resolves when both threads are done with the bytes; until then they must not change. */
  takeBlock(start: bigint, bytes: Uint8Array): Promise<void>;
  /** Whole blocks (or the disk's shorter last one) of zeros. */
  takeZeros(start: bigint, end: bigint): Promise<void>;
  /** In: bytes that were really read. Only after everything was taken. */
  finish(bytesRead: bigint): Promise<HashedDisk>;
}

/** In: size of the whole file; a thread for the whole file and one for the blocks; a listener for bytes done. */
export function digestPass(
  sizeBytes: bigint,
  wholeThread: DigestThread,
  blockThread: DigestThread,
  onProgress: (bytesDone: bigint) => void,
): DigestPass {
  const whole = wholeDigest(wholeThread, sizeBytes);
  const blocks = new Array<Uint8Array>(blockCount(sizeBytes));
  const footer = new Uint8Array(vhdFooterBytes);
  const fullZeroBlock = zeroBlockDigest(blockSize);
  let done = 0n;

  const advance = (length: number) => {
    done += BigInt(length);
    onProgress(done);
  };
  const keepFooter = (start: bigint, bytes: Uint8Array) => {
    const at = Number(start - (sizeBytes - BigInt(vhdFooterBytes))); // of these bytes, relative to the footer
    if (at + bytes.length > 0) footer.set(bytes.subarray(Math.max(0, -at)), Math.max(0, at));
  };

  return {
    async takeBlock(start, bytes) {
      keepFooter(start, bytes);
      const block = blockThread.perform({ kind: 'digest-block', bytes });
      const [reply] = await Promise.all([block, whole.append(bytes)]);
      blocks[blockAt(start)] = requireDigest(reply);
      advance(bytes.length);
    },
    async takeZeros(start, end) {
      for (let at = start; at < end; at += BigInt(blockSize)) {
        const length = Math.min(Number(end - at), blockSize);
        blocks[blockAt(at)] = length === blockSize ? fullZeroBlock : zeroBlockDigest(length);
      }
      const length = Number(end - start);
      await whole.appendZeros(length);
      advance(length);
    },
    async finish(bytesRead) {
      const { sha256, payloadSha256 } = await whole.finish();
      const manifest = encodeManifest(blocks);
      return {
        manifest,
        footer,
        digests: {
          algorithm: 'SHA-256',
          sha256: Buffer.from(sha256).toString('hex'),
          payloadSha256: Buffer.from(payloadSha256).toString('hex'),
          manifestRoot: Buffer.from(manifestRoot(manifest)).toString('base64'),
          blockSize,
          blockCount: blocks.length,
          sizeBytes: sizeBytes.toString(),
          bytesRead: bytesRead.toString(),
          bytesKnownZero: (sizeBytes - bytesRead).toString(),
        },
      };
    },
  };
}

function blockAt(start: bigint): number {
  return Number(start / BigInt(blockSize));
}
