import { joinBytes } from './bytes.ts';
import { encodeBundle } from './entry-bundle.ts';
import type { NodeRow } from './growing-tree.ts';
import type { ReadEntry } from './read-entry.ts';
import { type TilePlace, tileWidth } from './tile-path.ts';

/** One file of a tiled log, byte for byte as it must be. */
export interface TileFile {
  readonly place: TilePlace;
  readonly bytes: () => Uint8Array; // put together when somebody asks: most bundles nobody compares
}

/** The entries of a bundle that is not full yet, and how many went before them. */
interface Bundle {
  readonly held: ReadEntry[];
  readonly before: bigint;
}

/** The same of a tile of hashes. */
interface Row {
  readonly held: Uint8Array[];
  readonly before: bigint;
}

/**
 * Derives the files of a tiled log from what a verification reads (`LedgerWatch`). Memory: one unfinished file a
 * level. Source: C2SP tlog-tiles.
 */
export class TileRows {
  #bundle: Bundle = { held: [], before: 0n };
  readonly #rows = new Map<number, Row>(); // of level 1 and above
  #full: TileFile[] = [];

  entry(read: ReadEntry): void {
    const { held, before } = this.#bundle;
    held.push(read);
    if (held.length < tileWidth) return;
    this.#full.push(...filesOf(this.#bundle));
    this.#bundle = { held: [], before: before + BigInt(tileWidth) };
  }

  grown(rows: readonly NodeRow[]): void {
    for (const { level, hashes } of rows) if (level % 8 === 0) this.#push(level / 8, hashes);
  }

  /** The files that became full since this was asked last. */
  full(): readonly TileFile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The partial files of the log as far as it was read. */
  partial(): readonly TileFile[] {
    const rows = Array.from(this.#rows).filter(([, { held }]) => held.length > 0);
    return [...filesOf(this.#bundle), ...rows.map(([level, row]) => fileOf(level, row))];
  }

  /** In: one hash, as a row of a level that a tile begins with has it. */
  #push(level: number, hash: Uint8Array): void {
    const row: Row = this.#rows.get(level) ?? { held: [], before: 0n };
    this.#rows.set(level, row);
    row.held.push(hash);
    if (row.held.length < tileWidth) return;
    this.#full.push(fileOf(level, row));
    this.#rows.set(level, { held: [], before: row.before + BigInt(tileWidth) });
  }
}

/** A bundle of entries, and the tile of their leaves. */
function filesOf({ held, before }: Bundle): readonly TileFile[] {
  const newest = held.at(-1); // whose tile has the leaves of all of them
  if (newest === undefined) return [];
  const at = { n: before / BigInt(tileWidth), width: held.length };
  return [
    { place: { level: 'entries', ...at }, bytes: () => encodeBundle(held.map(({ bytes }) => bytes)) },
    { place: { level: 0, ...at }, bytes: () => newest.tile.subarray(0, at.width * 32) },
  ];
}

function fileOf(level: number, { held, before }: Row): TileFile {
  const place = { level, n: before / BigInt(tileWidth), width: held.length };
  return { place, bytes: () => joinBytes(...held) };
}
