import { nodeHash } from '../hashing/merkle-hash.ts';
import { joinBytes } from './bytes.ts';
import { LedgerError } from './ledger-error.ts';
import { type TilePlace, tileWidth } from './tile-path.ts';
import type { ReadNode } from './tree-proof.ts';

/** Reads one tile or bundle of a log. Throws if it is not there. */
export type ReadTile = (place: TilePlace) => Promise<Uint8Array>;

/** The bytes of a tile, from a register's nodes. The level of a tile counts bytes, that of a node bits. */
export async function tileFromNodes({ level, n, width }: TilePlace, readNode: ReadNode): Promise<Uint8Array> {
  if (level === 'entries') throw new LedgerError('A bundle of entries holds no hashes.');
  const hashes: Uint8Array[] = [];
  for (let i = 0; i < width; i += 1) {
    hashes.push(await readNode(level * 8, n * BigInt(tileWidth) + BigInt(i)));
  }
  return joinBytes(...hashes);
}

/**
 * Reads nodes of the tree of `size` leaves out of its tiles, each tile once. Out: what makes proofs
 * (`tree-proof.ts`). The hashes are as trustworthy as the tiles; only a verified proof tells.
 */
export function nodesFromTiles(size: bigint, readTile: ReadTile): ReadNode {
  const kept = new Map<string, Promise<Uint8Array>>();
  return async (level, n) => {
    const tileLevel = Math.floor(level / 8);
    const span = 1n << BigInt(level - tileLevel * 8); // hashes of the tile below this node
    const first = n * span;
    const place = tileAt(size, tileLevel, first / BigInt(tileWidth));
    const key = `${place.level}/${place.n}`;
    const tile = kept.get(key) ?? readTile(place);
    kept.set(key, tile);
    return headOfRow(rowOf(await tile, place, Number(first % BigInt(tileWidth)), Number(span)));
  };
}

/** The tile as it is in a tree of this size: full, or partial at the right edge. */
function tileAt(size: bigint, level: number, n: bigint): TilePlace {
  const hashes = size >> BigInt(level * 8);
  const rest = hashes - n * BigInt(tileWidth);
  if (rest <= 0n) throw new LedgerError(`A log of ${size} has no tile ${level}/${n}.`);
  return { level, n, width: rest < BigInt(tileWidth) ? Number(rest) : tileWidth };
}

function rowOf(tile: Uint8Array, place: TilePlace, first: number, count: number): Uint8Array[] {
  if (tile.length !== place.width * 32 || first + count > place.width) {
    throw new LedgerError(`Tile ${place.level}/${place.n} is not ${place.width} hashes long.`);
  }
  return Array.from({ length: count }, (_, i) => tile.subarray((first + i) * 32, (first + i + 1) * 32));
}

/** Head of a row whose length is a power of two. */
function headOfRow(row: readonly Uint8Array[]): Uint8Array {
  const [left, right] = row;
  if (left === undefined) throw new LedgerError('An empty row has no head.');
  if (right === undefined) return left;
  const half = row.length / 2;
  return nodeHash(headOfRow(row.slice(0, half)), headOfRow(row.slice(half)));
}
