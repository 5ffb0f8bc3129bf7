import { HashPad } from './hash-pad.ts';
import { nativeSha256 } from './native-sha256.ts';

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Plain SHA-256 of the parts in order. Out: 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return nativeSha256(parts);
}

/** RFC 6962 §2.1 leaf hash: SHA-256(0x00 ‖ entry). Out: 32 bytes. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(leafPrefix, entry);
}

const leafPad = new HashPad(leafPrefix);

/** The same of bytes [from, to), written to `into` from `at` on. */
export function leafHashInto(
  bytes: Uint8Array,
  from: number,
  to: number,
  into: Uint8Array,
  at: number,
): void {
  const entry = bytes.subarray(from, to);
  if (entry.length < leafPad.bytes.length) {
    leafPad.bytes.set(entry, 1);
    leafPad.hashInto(1 + entry.length, into, at);
  } else into.set(leafHash(entry), at); // too long to be one; whoever reads a log is shown such things too
}

/** RFC 6962 §2.1 node hash: SHA-256(0x01 ‖ left ‖ right). In and out: 32 bytes each. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right);
}

const nodePad = new HashPad(nodePrefix);

/** The same of two children that stand side by side from `left` on, written to `at` among the same bytes. */
export function nodeHashInto(hashes: Uint8Array, left: number, at: number): void {
  const { bytes } = nodePad;
  for (let i = 0; i < 64; i += 1) bytes[i + 1] = hashes[left + i] ?? 0;
  nodePad.hashInto(65, hashes, at);
}

/** RFC 6962 §2.1 head of a tree without leaves: SHA-256 of nothing. */
export function emptyTreeHash(): Uint8Array {
  return sha256();
}

/**
 * RFC 6962 §2.1 Merkle tree head over entries (not yet leaf-hashed), e.g. the 32-byte block digests of a disk.
 * Folds level by level; an odd last node moves up unchanged, which gives the same tree as the recursive rule.
 */
export function treeHeadOf(entries: Iterable<Uint8Array>): Uint8Array {
  let level = Array.from(entries, leafHash);
  while (level.length > 1) level = foldLevel(level);
  return level[0] ?? emptyTreeHash();
}

function foldLevel(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]];
    if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}
