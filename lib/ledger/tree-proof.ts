import { nodeHash } from '../hashing/merkle-hash.ts';
import { LedgerError } from './ledger-error.ts';

/** Reads the head of a complete subtree; level 0 is the leaf hash of entry n. Throws if it is not there. */
export type ReadNode = (level: number, n: bigint) => Promise<Uint8Array>;

/**
 * RFC 6962 §2.1.1 audit path of leaf `index` in the tree of the first `size` leaves, from the leaf upwards.
 * Throws LedgerError if there is no such leaf. At most 2·log2(size) reads.
 */
export async function inclusionProof(size: bigint, index: bigint, readNode: ReadNode): Promise<Uint8Array[]> {
  if (index < 0n || index >= size) throw new LedgerError(`There is no entry ${index} in a log of ${size}.`);
  return await pathTo(index, 0n, size, readNode);
}

/**
 * RFC 6962 §2.1.2 proof that the tree of `newSize` leaves begins with the tree of `oldSize` leaves.
 * Empty when either tree is trivial (`oldSize` 0 or equal sizes). Throws LedgerError if sizes are out of order.
 */
export async function consistencyProof(
  oldSize: bigint,
  newSize: bigint,
  readNode: ReadNode,
): Promise<Uint8Array[]> {
  if (oldSize < 0n || oldSize > newSize)
    throw new LedgerError(`A log of ${newSize} has no earlier size ${oldSize}.`);
  if (oldSize === 0n) return [];
  return await subproof(oldSize, 0n, newSize, true, readNode);
}

async function pathTo(index: bigint, start: bigint, end: bigint, readNode: ReadNode): Promise<Uint8Array[]> {
  if (end - start === 1n) return [];
  const middle = start + splitOf(end - start);
  if (index < middle) {
    return [...(await pathTo(index, start, middle, readNode)), await headOf(middle, end, readNode)];
  }
  return [...(await pathTo(index, middle, end, readNode)), await headOf(start, middle, readNode)];
}

async function subproof(
  oldSize: bigint,
  start: bigint,
  end: bigint,
  isOldTree: boolean,
  readNode: ReadNode,
): Promise<Uint8Array[]> {
  if (oldSize === end) return isOldTree ? [] : [await headOf(start, end, readNode)];
  const middle = start + splitOf(end - start);
  if (oldSize <= middle) {
    const below = await subproof(oldSize, start, middle, isOldTree, readNode);
    return [...below, await headOf(middle, end, readNode)];
  }
  return [...(await subproof(oldSize, middle, end, false, readNode)), await headOf(start, middle, readNode)];
}

/** Head of leaves [start, end); start is always a multiple of the largest power of two not above the length. */
async function headOf(start: bigint, end: bigint, readNode: ReadNode): Promise<Uint8Array> {
  const length = end - start;
  const split = splitOf(length);
  if (length === 1n || split * 2n === length) {
    const level = length.toString(2).length - 1;
    return await readNode(level, start >> BigInt(level));
  }
  return nodeHash(await headOf(start, start + split, readNode), await headOf(start + split, end, readNode));
}

/** The largest power of two below the length (RFC 6962 calls it k). */
function splitOf(length: bigint): bigint {
  return 1n << BigInt((length - 1n).toString(2).length - 1);
}
