import { type Bytes, concat, isEqual, utf8 } from './bytes.ts';

/** SHA-256 of the parts in order. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}

/** What stands in an entry for a record: SHA-256("custody-event/body/v1\n" ‖ salt ‖ record). */
export function commitment(salt: Uint8Array, record: Uint8Array): Promise<Bytes> {
  return sha256(utf8('custody-event/body/v1\n'), salt, record);
}

/** RFC 6962 §2.1: SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Promise<Bytes> {
  return sha256(Uint8Array.of(0), entry);
}

/**
 * The root to which a path leads from a leaf, or null if it is no path for that index and size. Source: RFC 9162
 * §2.1.3.2.
 */
export async function rootByInclusion(
  leaf: Bytes,
  index: bigint,
  size: bigint,
  path: readonly Bytes[],
): Promise<Bytes | null> {
  if (index < 0n || index >= size || !path.every(isHash)) return null;
  let [fn, sn, hash] = [index, size - 1n, leaf];
  for (const step of path) {
    if (sn === 0n) return null;
    const fromLeft = isOdd(fn) || fn === sn;
    hash = fromLeft ? await nodeHash(step, hash) : await nodeHash(hash, step);
    if (fromLeft) [fn, sn] = pastRightEdge(fn, sn);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? hash : null;
}

/** One tree as a signed note states it. */
export interface TreeHead {
  readonly size: bigint;
  readonly root: Bytes;
}

/** Whether the newer tree begins with the whole older one, both of at least one entry. Source: RFC 9162 §2.1.4.2. */
export async function growsOutOf(older: TreeHead, newer: TreeHead, path: readonly Bytes[]): Promise<boolean> {
  if (older.size < 1n || older.size > newer.size || !path.every(isHash)) return false;
  if (older.size === newer.size) return path.length === 0 && isEqual(older.root, newer.root);
  let [fn, sn] = [older.size - 1n, newer.size - 1n];
  while (isOdd(fn)) [fn, sn] = [fn >> 1n, sn >> 1n];
  // A whole subtree of the newer tree is not repeated in the proof.
  const [first, ...rest] = fn === 0n ? [older.root, ...path] : path;
  if (first === undefined) return false;
  let [before, now] = [first, first];
  for (const step of rest) {
    if (sn === 0n) return false;
    if (isOdd(fn) || fn === sn) {
      before = await nodeHash(step, before);
      now = await nodeHash(step, now);
      [fn, sn] = pastRightEdge(fn, sn);
    } else now = await nodeHash(now, step);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && isEqual(before, older.root) && isEqual(now, newer.root);
}

function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(Uint8Array.of(1), left, right);
}

/** A node at the right edge has no neighbour until its path turns left. */
function pastRightEdge(fn: bigint, sn: bigint): [bigint, bigint] {
  while (fn !== 0n && !isOdd(fn)) [fn, sn] = [fn >> 1n, sn >> 1n];
  return [fn, sn];
}

function isOdd(number: bigint): boolean {
  return (number & 1n) === 1n;
}

function isHash(bytes: Bytes): boolean {
  return bytes.length === 32;
}
