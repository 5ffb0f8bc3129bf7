import { joinBytes } from './bytes.ts';
import { encodeBundle } from './entry-bundle.ts';
import type { ReadEntry } from './entry-walk.ts';
import type { TreeNode } from './merkle-tree.ts';
import { type TilePlace, tileWidth } from './tile-path.ts';

/** One file of a tiled log, byte for byte as it must be. */
export interface TileFile {
  readonly place: TilePlace;
  readonly bytes: () => Uint8Array; // put together when somebody asks: most bundles nobody compares
}

/** Hashes or entries that do not fill a file yet, and how many went before them. */
interface Row {
  readonly held: Uint8Array[];
  before: bigint;
}

/**
 * Derives the files of a tiled log from what a verification reads (`LedgerWatch`). Memory: one unfinished file a
 * level. Source: C2SP tlog-tiles.
 */
export class TileRows {
  readonly #rows = new Map<TilePlace['level'], Row>();
  #full: TileFile[] = [];

  entry({ bytes, leaf }: ReadEntry): void {
    this.#push('entries', bytes);
    this.#push(0, leaf);
  }

  grown(nodes: readonly TreeNode[]): void {
    for (const { level, hash } of nodes) if (level % 8 === 0) this.#push(level / 8, hash);
  }

  /** The files that became full since this was asked last. */
  full(): readonly TileFile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The partial files of the log as far as it was read. */
  partial(): readonly TileFile[] {
    return Array.from(this.#rows)
      .filter(([, row]) => row.held.length > 0)
      .map(([level, row]) => fileOf(level, row));
  }

  #push(level: TilePlace['level'], bytes: Uint8Array): void {
    const row: Row = this.#rows.get(level) ?? { held: [], before: 0n };
    this.#rows.set(level, row);
    row.held.push(bytes);
    if (row.held.length < tileWidth) return;
    this.#full.push(fileOf(level, row));
    this.#rows.set(level, { held: [], before: row.before + BigInt(tileWidth) });
  }
}

function fileOf(level: TilePlace['level'], { held, before }: Row): TileFile {
  const place = { level, n: before / BigInt(tileWidth), width: held.length };
  return { place, bytes: () => (level === 'entries' ? encodeBundle(held) : joinBytes(...held)) };
}
