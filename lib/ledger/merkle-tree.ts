import { emptyTreeHash, nodeHash } from '../hashing/merkle-hash.ts';
import { joinBytes } from './bytes.ts';
import { LedgerError } from './ledger-error.ts';

/** What suffices to append: the size and the heads of the complete subtrees at the right edge, largest first. */
export interface TreeEdge {
  readonly size: bigint;
  readonly frontier: readonly Uint8Array[]; // 32 bytes each, one per set bit of size
}

/** The head of the complete subtree over leaves [n·2^level, (n+1)·2^level). Level 0 is a leaf hash. */
export interface TreeNode {
  readonly level: number;
  readonly n: bigint;
  readonly hash: Uint8Array;
}

export const emptyTree: TreeEdge = { size: 0n, frontier: [] };

/**
 * Appends leaf hashes. Out: the new edge, and every subtree of level ≥ 1 that became complete, in the order in
 * which it did; together with the leaves these are the nodes any proof needs. Source: RFC 6962 §2.1.
 */
export function appendLeaves(
  edge: TreeEdge,
  leaves: readonly Uint8Array[],
): TreeEdge & { readonly nodes: readonly TreeNode[] } {
  requireEdge(edge);
  const frontier = [...edge.frontier];
  const nodes: TreeNode[] = [];
  let size = edge.size;
  for (const leaf of leaves) {
    requireHash(leaf);
    let hash = leaf;
    let n = size;
    // Each trailing one of the old size is a complete subtree that this leaf completes into a larger one.
    for (let level = 1; n % 2n === 1n; level += 1) {
      hash = nodeHash(takeLast(frontier), hash);
      n /= 2n;
      nodes.push({ level, n, hash });
    }
    frontier.push(hash);
    size += 1n;
  }
  return { size, frontier, nodes };
}

/** RFC 6962 §2.1 tree head of all leaves so far. Out: 32 bytes. */
export function rootOf(edge: TreeEdge): Uint8Array {
  requireEdge(edge);
  const rest = [...edge.frontier];
  let root = rest.pop();
  if (root === undefined) return emptyTreeHash();
  while (rest.length > 0) root = nodeHash(takeLast(rest), root);
  return root;
}

/** The frontier as one row of bytes, 32 per hash, largest subtree first. */
export function packFrontier(frontier: readonly Uint8Array[]): Uint8Array {
  return joinBytes(...frontier);
}

/** The reverse of packFrontier. Throws LedgerError if the bytes do not fit the size. */
export function unpackFrontier(size: bigint, bytes: Uint8Array): TreeEdge {
  if (bytes.length % 32 !== 0) throw new LedgerError('A frontier is a row of 32-byte hashes.');
  const frontier = Array.from({ length: bytes.length / 32 }, (_, i) => bytes.slice(i * 32, i * 32 + 32));
  requireEdge({ size, frontier });
  return { size, frontier };
}

function requireEdge({ size, frontier }: TreeEdge): void {
  if (size < 0n) throw new LedgerError('A tree size is never negative.');
  const subtrees = size.toString(2).replaceAll('0', '').length;
  if (frontier.length !== subtrees) {
    throw new LedgerError(
      `A tree of ${size} leaves has ${subtrees} subtrees at its edge, not ${frontier.length}.`,
    );
  }
  frontier.forEach(requireHash);
}

function requireHash(hash: Uint8Array): void {
  if (hash.length !== 32) throw new LedgerError(`A hash has 32 bytes, not ${hash.length}.`);
}

function takeLast(frontier: Uint8Array[]): Uint8Array {
  const last = frontier.pop();
  if (last === undefined) throw new LedgerError('The frontier is shorter than the tree size says.');
  return last;
}
