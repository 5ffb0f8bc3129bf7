import { sha256, treeHeadOf } from './merkle-hash.ts';

/** Bytes of a block; only the last block of a disk may be shorter. */
export const blockSize = 4 * 1024 * 1024;

const digestSize = 32;

/** How many blocks a disk of this many bytes has. */
export function blockCount(sizeBytes: bigint): number {
  return Number((sizeBytes + BigInt(blockSize) - 1n) / BigInt(blockSize));
}

/** The manifest file: the 32-byte SHA-256 of every block, in order, and nothing else. */
export function encodeManifest(blockDigests: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(blockDigests));
}

/**
 * RFC 6962 tree head whose entries are the block digests (leaf = SHA-256(0x00 ‖ digest)), so that any one block
 * can be proven against the ledger. In: a manifest file. Out: 32 bytes. Throws RangeError for a torn file.
 */
export function manifestRoot(manifest: Uint8Array): Uint8Array {
  if (manifest.length % digestSize !== 0)
    throw new RangeError('A block manifest is a row of 32-byte digests.');
  return treeHeadOf(digestsIn(manifest));
}

/** SHA-256 of `length` zero bytes: what a block that storage knows to be empty contributes. */
export function zeroBlockDigest(length: number): Uint8Array {
  return sha256(new Uint8Array(length));
}

function* digestsIn(manifest: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < manifest.length; at += digestSize) yield manifest.subarray(at, at + digestSize);
}
