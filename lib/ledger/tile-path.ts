import { LedgerError } from './ledger-error.ts';

/** Hashes in a full tile, entries in a full bundle. */
export const tileWidth = 256;

/** One file of a tiled log: a row of hashes of one level, or (`entries`) a bundle of entries. */
export interface TilePlace {
  readonly level: number | 'entries'; // level L holds the heads of complete subtrees of 256^L leaves
  readonly n: bigint; // which tile of that level
  readonly width: number; // 1–256; below 256 the tile is partial
}

/** The path under a log's prefix, e.g. `tile/0/x001/x234/067.p/112`. Source: C2SP tlog-tiles "Merkle Tree". */
export function tilePath({ level, n, width }: TilePlace): string {
  return `tile/${level}/${groupsOf(n)}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Reads a path back. Throws LedgerError for every other spelling. */
export function parseTilePath(path: string): TilePlace {
  const [, levelText, groups, widthText] =
    /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(
      path,
    ) ?? [];
  if (levelText === undefined || groups === undefined) throw new LedgerError('This is no path of a tile.');
  const place: TilePlace = {
    level: levelText === 'entries' ? 'entries' : Number(levelText),
    n: BigInt(groups.replaceAll(/[x/]/g, '')),
    width: widthText === undefined ? tileWidth : Number(widthText),
  };
  if (place.width > tileWidth || tilePath(place) !== path)
    throw new LedgerError('This is no path of a tile.');
  return place;
}

/** Every file that a log of `size` entries consists of and one of `known` entries did not, bundles first. */
export function* tilesSince(known: bigint, size: bigint): Generator<TilePlace> {
  yield* rowSince('entries', known, size);
  for (let level = 0, [from, to] = [known, size]; to > 0n; level += 1) {
    yield* rowSince(level, from, to);
    [from, to] = [from / BigInt(tileWidth), to / BigInt(tileWidth)];
  }
}

/** `from`, `to`: hashes of this level before and now. */
function* rowSince(level: TilePlace['level'], from: bigint, to: bigint): Generator<TilePlace> {
  const full = BigInt(tileWidth);
  if (from === to) return;
  for (let n = from / full; n < to / full; n += 1n) yield { level, n, width: tileWidth };
  const rest = Number(to % full);
  if (rest > 0) yield { level, n: to / full, width: rest };
}

function groupsOf(n: bigint): string {
  const digits = n.toString();
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  return padded.replaceAll(/([0-9]{3})(?=[0-9])/g, 'x$1/');
}
