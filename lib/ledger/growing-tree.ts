import { emptyTreeHash, leafHashInto, nodeHash, nodeHashInto } from '../hashing/merkle-hash.ts';
import { appendLeaves, emptyTree, type TreeEdge } from './merkle-tree.ts';
import { tileWidth } from './tile-path.ts';

const topLevel = 8; // of the node over a full tile
const hashBytes = 32;

/** Nodes of one level side by side: the heads of complete subtrees of 2^level leaves, from number `first` on. */
export interface NodeRow {
  readonly level: number;
  readonly first: bigint;
  readonly hashes: Uint8Array; // 32 bytes each
}

/** Where the row of a level begins in a tile, in bytes: 256 leaves, then 128 nodes, and so on to the top. */
const rows = Array.from(
  { length: topLevel + 1 },
  (_, level) => (2 * tileWidth - ((2 * tileWidth) >> level)) * hashBytes,
);

function rowAt(level: number): number {
  return rows[level] ?? 0;
}

/**
 * The tree over entries that come one by one. It is the tree of `appendLeaves`, kept as whole tiles: each is one piece
 * of memory that is never written to again once it is full. Source: RFC 6962 §2.1.
 */
export class GrowingTree {
  #tile = newTile();
  #width = 0; // leaves in it, while it is not full
  #isFull = false;
  #size = 0;
  #above: TreeEdge = emptyTree; // over the heads of the full tiles
  #grown: NodeRow[] = [];

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** The tile that the newest leaf lies in, which begins with its leaves. */
  get tile(): Uint8Array {
    return this.#tile;
  }

  /** Takes the entry whose bytes are [from, to). Out: where its leaf hash stands in `tile`, in bytes. */
  append(bytes: Uint8Array, from: number, to: number): number {
    if (this.#isFull) this.#nextTile();
    const place = this.#width;
    leafHashInto(bytes, from, to, this.#tile, place * hashBytes);
    this.#width += 1;
    this.#size += 1;
    // Each trailing one of the place is a complete subtree that this leaf completes into a larger one.
    for (let level = 1, at = place; (at & 1) === 1; level += 1) {
      const left = rowAt(level - 1) + (at - 1) * hashBytes;
      at >>= 1;
      nodeHashInto(this.#tile, left, rowAt(level) + at * hashBytes);
    }
    if (this.#width === tileWidth) this.#close();
    return place * hashBytes;
  }

  /** RFC 6962 root of the leaves so far. */
  root(): Uint8Array {
    let root: Uint8Array | null = null;
    const width = this.#width;
    for (let level = 0; width >> level > 0; level += 1) {
      if (((width >> level) & 1) === 0) continue;
      const at = rowAt(level) + ((width >> level) - 1) * hashBytes;
      const head = this.#tile.slice(at, at + hashBytes);
      root = root === null ? head : nodeHash(head, root);
    }
    for (const head of this.#above.frontier.toReversed()) root = root === null ? head : nodeHash(head, root);
    return root ?? emptyTreeHash();
  }

  /** The nodes of the tiles that became full since this was asked last, from level 1 on. */
  grown(): readonly NodeRow[] {
    const grown = this.#grown;
    this.#grown = [];
    return grown;
  }

  /** The nodes of the tile that is not full yet, from level 1 on. */
  unfinished(): readonly NodeRow[] {
    return rowsOf(this.#tile, this.#width, this.#above.size);
  }

  /** Another tree that is the same so far, and grows by itself. */
  fork(): GrowingTree {
    const fork = new GrowingTree();
    fork.#tile = this.#tile.slice();
    fork.#width = this.#width;
    fork.#isFull = this.#isFull;
    fork.#size = this.#size;
    fork.#above = this.#above;
    fork.#grown = [...this.#grown];
    return fork;
  }

  #nextTile(): void {
    this.#tile = newTile();
    this.#isFull = false;
  }

  #close(): void {
    this.#grown.push(...rowsOf(this.#tile, tileWidth, this.#above.size));
    const head = this.#tile.subarray(rowAt(topLevel), rowAt(topLevel) + hashBytes);
    const { nodes, ...above } = appendLeaves(this.#above, [head]);
    this.#above = above;
    this.#width = 0;
    this.#isFull = true;
    for (const { level, n, hash } of nodes)
      this.#grown.push({ level: level + topLevel, first: n, hashes: hash });
  }
}

function newTile(): Uint8Array {
  return new Uint8Array(rowAt(topLevel) + hashBytes);
}

function rowsOf(tile: Uint8Array, width: number, n: bigint): readonly NodeRow[] {
  const found: NodeRow[] = [];
  for (let level = 1; width >> level > 0; level += 1) {
    const first = n * BigInt(tileWidth >> level);
    const at = rowAt(level);
    found.push({ level, first, hashes: tile.subarray(at, at + (width >> level) * hashBytes) });
  }
  return found;
}
