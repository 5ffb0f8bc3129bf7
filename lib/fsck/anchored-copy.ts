import { type CheckpointFile, checkpointFilePath, parseCheckpointFilePath } from '../ledger/anchor-path.ts';
import { decodeBundle, endsInBundle, startInBundle } from '../ledger/entry-bundle.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { type TilePlace, tilePath, tileWidth } from '../ledger/tile-path.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import { readAhead } from './read-ahead.ts';
import type { EntryBatch } from './walk-copies.ts';

const atOnce = 16;

/** The names of what the store holds about one size. */
export interface AnchoredNames {
  readonly size: bigint;
  readonly hasNote: boolean;
  readonly cosignedBy: readonly string[];
  readonly stampedBy: readonly string[];
}

/** One anchored checkpoint with everything that lies beside it. */
export interface AnchoredNote {
  readonly size: bigint; // as its name says
  readonly note: Uint8Array; // as it was anchored and stamped
  readonly lines: string; // of the witnesses
  readonly stamps: readonly { readonly by: string; readonly token: Uint8Array }[];
}

/** What lies in the store about checkpoints of at most `upTo` entries, by ascending size. */
export async function* anchoredNames(
  store: AnchorStore,
  upTo: bigint | null,
  signal: AbortSignal,
): AsyncGenerator<AnchoredNames> {
  let held: GrowingNames | null = null;
  for await (const { path } of store.list('checkpoints/', signal)) {
    const parsed = parseCheckpointFilePath(path);
    if (parsed === null) continue;
    const { size, file } = parsed;
    if (upTo !== null && size > upTo) break;
    if (held !== null && held.size !== size) {
      yield held;
      held = null;
    }
    held ??= { size, hasNote: false, cosignedBy: [], stampedBy: [] };
    note(held, file);
  }
  if (held !== null) yield held;
}

interface GrowingNames {
  readonly size: bigint;
  hasNote: boolean;
  readonly cosignedBy: string[];
  readonly stampedBy: string[];
}

function note(names: GrowingNames, file: CheckpointFile): void {
  switch (file.kind) {
    case 'note':
      names.hasNote = true;
      break;
    case 'cosignature':
      names.cosignedBy.push(file.by);
      break;
    case 'timestamp':
      names.stampedBy.push(file.by);
      break;
  }
}

/** The size of the newest anchored note; 0 if there is none. */
export async function newestAnchoredSize(store: AnchorStore, signal: AbortSignal): Promise<bigint> {
  let newest = 0n;
  for await (const { size, hasNote } of anchoredNames(store, null, signal)) if (hasNote) newest = size;
  return newest;
}

/** Every anchored checkpoint of at most `upTo` entries, by ascending size. */
export function anchoredNotes(
  store: AnchorStore,
  upTo: bigint,
  signal: AbortSignal,
): AsyncGenerator<AnchoredNote> {
  return readAhead(namesWithNote(store, upTo, signal), atOnce, (names) => readNote(store, names, signal));
}

/**
 * The anchored entries [from, size) in their bundles, read ahead. Throws LedgerError for a bundle that is missing or
 * malformed.
 */
export async function* anchoredEntries(
  store: AnchorStore,
  from: bigint,
  size: bigint,
  signal: AbortSignal,
): AsyncGenerator<readonly Uint8Array[]> {
  const first = from / BigInt(tileWidth);
  const bundles = readAhead(bundlesOf(first, size), atOnce, async (place) =>
    decodeBundle(await readBundle(store, place, signal), place.width),
  );
  let skip = Number(from % BigInt(tileWidth));
  for await (const entries of bundles) {
    yield skip === 0 ? entries : entries.slice(skip);
    skip = 0;
  }
}

/** The same from the first entry on, as the bundles have them. */
export function anchoredBundles(
  store: AnchorStore,
  size: bigint,
  signal: AbortSignal,
): AsyncGenerator<EntryBatch> {
  return readAhead(bundlesOf(0n, size), atOnce, async (place) => {
    const bytes = await readBundle(store, place, signal);
    const ends = endsInBundle(bytes, place.width);
    return {
      bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      length: place.width,
      start: (entry) => startInBundle(ends, entry),
      end: (entry) => ends[entry] ?? 0,
    };
  });
}

async function readBundle(store: AnchorStore, place: TilePlace, signal: AbortSignal): Promise<Uint8Array> {
  const bundle = await store.get(tilePath(place), signal);
  if (bundle === null) throw new LedgerError(`The anchors lack ${tilePath(place)}.`);
  return bundle;
}

function* bundlesOf(first: bigint, size: bigint): Generator<TilePlace> {
  const width = BigInt(tileWidth);
  for (let n = first; n * width < size; n += 1n) {
    const rest = size - n * width;
    yield { level: 'entries', n, width: rest < width ? Number(rest) : tileWidth };
  }
}

async function* namesWithNote(
  store: AnchorStore,
  upTo: bigint,
  signal: AbortSignal,
): AsyncGenerator<AnchoredNames> {
  for await (const names of anchoredNames(store, upTo, signal)) if (names.hasNote) yield names;
}

async function readNote(
  store: AnchorStore,
  { size, cosignedBy, stampedBy }: AnchoredNames,
  signal: AbortSignal,
): Promise<AnchoredNote> {
  const note = await read(store, checkpointFilePath(size, { kind: 'note' }), signal);
  const lines = await Promise.all(
    cosignedBy.map((by) => read(store, checkpointFilePath(size, { kind: 'cosignature', by }), signal)),
  );
  const stamps = await Promise.all(
    stampedBy.map(async (by) => ({
      by,
      token: await read(store, checkpointFilePath(size, { kind: 'timestamp', by }), signal),
    })),
  );
  return { size, note, lines: Buffer.concat(lines).toString('utf8'), stamps };
}

async function read(store: AnchorStore, path: string, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = await store.get(path, signal);
  if (bytes === null) throw new LedgerError(`The anchors list ${path} and do not have it.`);
  return bytes;
}
