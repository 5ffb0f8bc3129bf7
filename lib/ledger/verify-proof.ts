import { emptyTreeHash, nodeHash } from '../hashing/merkle-hash.ts';
import { sameBytes } from './bytes.ts';

/**
 * True if `proof` leads from the leaf at `index` to the root of a tree of `size` leaves. False for any other
 * proof, also a malformed one. Source: RFC 9162 §2.1.3.2, with nothing left over at either end.
 */
export function verifyInclusion(claim: {
  readonly leaf: Uint8Array;
  readonly index: bigint;
  readonly size: bigint;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}): boolean {
  const { leaf, index, size, proof, root } = claim;
  if (index < 0n || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let [fn, sn, hash] = [index, size - 1n, leaf];
  for (const step of proof) {
    if (sn === 0n) return false;
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(step, hash);
      [fn, sn] = skipRightEdge(fn, sn);
    } else {
      hash = nodeHash(hash, step);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && sameBytes(hash, root);
}

/**
 * True if `proof` shows that the tree (newSize, newRoot) begins with the tree (oldSize, oldRoot). False for any
 * other proof, also a malformed one. Source: RFC 9162 §2.1.4.2.
 */
export function verifyConsistency(claim: {
  readonly oldSize: bigint;
  readonly oldRoot: Uint8Array;
  readonly newSize: bigint;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}): boolean {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (oldSize < 0n || oldSize > newSize || !areHashes([oldRoot, newRoot, ...proof])) return false;
  if (oldSize === newSize)
    return proof.length === 0 && sameBytes(oldRoot, newRoot) && isEmptyRight(oldSize, oldRoot);
  if (oldSize === 0n) return proof.length === 0 && isEmptyRight(oldSize, oldRoot);
  return climbBoth(oldSize, oldRoot, newSize, newRoot, proof);
}

function climbBoth(
  oldSize: bigint,
  oldRoot: Uint8Array,
  newSize: bigint,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  let [fn, sn] = [oldSize - 1n, newSize - 1n];
  while (isOdd(fn)) [fn, sn] = [fn >> 1n, sn >> 1n];
  // When the old tree is a complete subtree of the new one, its root is not repeated in the proof.
  const [first, ...rest] = fn === 0n ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  let [oldHash, newHash] = [first, first];
  for (const step of rest) {
    if (sn === 0n) return false;
    if (isOdd(fn) || fn === sn) {
      oldHash = nodeHash(step, oldHash);
      newHash = nodeHash(step, newHash);
      [fn, sn] = skipRightEdge(fn, sn);
    } else {
      newHash = nodeHash(newHash, step);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot);
}

/** A node at the right edge has no sibling until its path turns left: those levels add nothing to the proof. */
function skipRightEdge(fn: bigint, sn: bigint): [bigint, bigint] {
  while (fn !== 0n && !isOdd(fn)) [fn, sn] = [fn >> 1n, sn >> 1n];
  return [fn, sn];
}

function isEmptyRight(size: bigint, root: Uint8Array): boolean {
  return size !== 0n || sameBytes(root, emptyTreeHash());
}

function isOdd(number: bigint): boolean {
  return (number & 1n) === 1n;
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.length === 32);
}
