import { leafHash } from '../hashing/merkle-hash.ts';
import { sameBytes } from '../ledger/bytes.ts';
import type { JudgedNote } from '../ledger/check-note.ts';
import { decodeBundle } from '../ledger/entry-bundle.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { ReadEntry } from '../ledger/read-entry.ts';
import { tilePath, tileWidth } from '../ledger/tile-path.ts';
import { type TileFile, TileRows } from '../ledger/tile-rows.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { type BundleFiles, readIfThere } from './bundle-files.ts';
import type { Checklist } from './checklist.ts';
import type { BundleEvent } from './held-event.ts';

/** What the whole log says beyond the events of the bundle. */
export interface WholeLog {
  readonly entries: bigint;
  /** Stream → its newest number in the log. */
  readonly streamEnds: ReadonlyMap<string, bigint>;
  /** Entries at which a later epoch begins. */
  readonly epochs: readonly bigint[];
  /** Entries that stand for events which were lost with an earlier epoch. */
  readonly lost: readonly bigint[];
}

/**
 * Reads the whole log from `log/tile/entries/…` and re-derives it: every checkpoint of the bundle must fit it, every
 * event must stand in it, every tile must be what it gives. In: the judged notes by ascending size, the newest of
 * which says how long the log is. Out: null if it could not be read to its end.
 */
export async function checkLog(
  files: BundleFiles,
  notes: readonly JudgedNote[],
  events: readonly BundleEvent[],
  policy: TrustPolicy,
  checklist: Checklist,
): Promise<WholeLog | null> {
  const size = notes.at(-1)?.checkpoint.size ?? 0n;
  const rows = new TileRows();
  const held = new Map(events.map((event) => [event.index, event]));
  const streamEnds = new Map<string, bigint>();
  const epochs: bigint[] = [];
  const lost: bigint[] = [];
  const others: OtherEntry[] = [];
  const watchEntry = (read: ReadEntry) => {
    rows.entry(read);
    const { fields } = read;
    if (fields?.k === 'ledger.opened' && read.index > 0n) epochs.push(read.index);
    if (read.isLost) lost.push(read.index);
    if (fields !== null) streamEnds.set(fields.s, fields.n);
    const event = held.get(read.index);
    if (event !== undefined && !sameBytes(event.leaf, leafHash(read.bytes)))
      others.push({ index: read.index, bytes: read.bytes.slice() });
  };
  async function* entries() {
    for (let from = 0n; from < size; from += BigInt(tileWidth)) {
      yield await bundleAt(files, from, size);
      await compareTiles(files, rows.full(), checklist);
    }
  }
  try {
    const verdict = await verifyLedger({ entries, notes: () => textsOf(notes) }, policy, {
      entry: watchEntry,
      grown: (nodes) => rows.grown(nodes),
    });
    for (const other of others) await tellOther(files, other, checklist);
    // Who vouches for a checkpoint was judged before.
    for (const finding of verdict.findings)
      if (finding.attack !== 'unproven') checklist.findings.push(finding);
    await compareTiles(files, [...rows.full(), ...rows.partial()], checklist);
    return { entries: verdict.entries, streamEnds, epochs, lost };
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    checklist.find(
      'truncated',
      'the whole log',
      cause.message,
      notes.slice(-1).map(({ note }) => note),
    );
    return null;
  }
}

async function bundleAt(files: BundleFiles, from: bigint, size: bigint): Promise<readonly Uint8Array[]> {
  const width = size - from < BigInt(tileWidth) ? Number(size - from) : tileWidth;
  const path = `log/${tilePath({ level: 'entries', n: from / BigInt(tileWidth), width })}`;
  const bytes = await readIfThere(files, path);
  if (bytes === null) throw new LedgerError(`The file ${path} is missing.`);
  return decodeBundle(bytes, width);
}

async function* textsOf(notes: readonly JudgedNote[]): AsyncGenerator<string> {
  for (const { note } of notes) yield note;
}

/** Another entry in the log than the event of the bundle has. */
interface OtherEntry {
  readonly index: bigint;
  readonly bytes: Uint8Array;
}

async function tellOther(
  files: BundleFiles,
  { index, bytes }: OtherEntry,
  checklist: Checklist,
): Promise<void> {
  const own = await files.read(`events/${index}/entry.json`);
  const proof = [bytes, own].map((one) => new TextDecoder().decode(one));
  checklist.find('edited', `entry ${index}`, 'The log holds another entry in this place.', proof);
}

/** Tiles of hashes may be left out, as they follow from the entries; those that are there must be right. */
async function compareTiles(
  files: BundleFiles,
  tiles: readonly TileFile[],
  checklist: Checklist,
): Promise<void> {
  for (const { place, bytes } of tiles) {
    const path = `log/${tilePath(place)}`;
    const stored = await readIfThere(files, path);
    if (stored === null || sameBytes(stored, bytes())) continue;
    checklist.find('damage', path, 'This tile is not what the entries give.');
  }
}
