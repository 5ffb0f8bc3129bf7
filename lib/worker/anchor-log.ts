import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import { leafHash } from '../hashing/merkle-hash.ts';
import { bodiesPath, checkpointFilePath } from '../ledger/anchor-path.ts';
import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { encodeBundle } from '../ledger/entry-bundle.ts';
import { commitBody, decodeEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { decodeBodies, encodeBodies } from '../ledger/sealed-body.ts';
import { parseNote } from '../ledger/signed-note.ts';
import { type TilePlace, tilePath, tilesSince, tileWidth } from '../ledger/tile-path.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { DataKeys } from '../ports/data-keys.ts';
import { isRootAt, type LogRow, logRows, type StoredCheckpoint, tileOf } from './log-rows.ts';
import { sealedBodies } from './sealed-bodies.ts';

const binary = 'application/octet-stream';

export interface AnchorTarget {
  readonly store: AnchorStore;
  readonly keys: DataKeys;
}

/**
 * Writes everything that a log of this size consists of and one of `known` entries did not: bundles, sealed bodies,
 * tiles, and the signed note last, so that a note in the store always has its log beside it. Safe to repeat: equal
 * bytes succeed again, other bytes throw `conflict`. What lies there can never be mended, so a database that gives
 * another tree than the signed one, or an entry or body that its own hash denies, throws LedgerError before it is
 * written. Source: C2SP tlog-tiles.
 */
export async function anchorLog(
  client: Client,
  { store, keys }: AnchorTarget,
  known: bigint,
  checkpoint: StoredCheckpoint,
  signal: AbortSignal,
): Promise<void> {
  await requireSignedTree(client, checkpoint);
  for (const place of tilesSince(known, checkpoint.size)) {
    if (place.level === 'entries') await putEntries(client, { store, keys }, place, signal);
    else await store.put(tilePath(place), await tileOf(client, place), binary, signal);
  }
  const path = checkpointFilePath(checkpoint.size, { kind: 'note' });
  await store.put(path, Buffer.from(checkpoint.note, 'utf8'), 'text/plain; charset=utf-8', signal);
}

async function requireSignedTree(client: Client, { size, note }: StoredCheckpoint): Promise<void> {
  const { root } = parseCheckpoint(parseNote(note).text);
  if (await isRootAt(client, { size, root })) return;
  throw new LedgerError(`The database’s tree of ${size} entries is not the one that was signed.`);
}

async function putEntries(
  client: Client,
  { store, keys }: AnchorTarget,
  place: TilePlace,
  signal: AbortSignal,
): Promise<void> {
  const first = place.n * BigInt(tileWidth);
  const rows = await logRows(client, first, first + BigInt(place.width));
  for (const [i, row] of rows.entries()) requireHashed(row, first + BigInt(i));
  await store.put(tilePath(place), encodeBundle(rows.map((row) => row.entry)), binary, signal);
  await putBodies(store, bodiesPath(place), await sealedBodies(rows, keys, signal), signal);
}

function requireHashed({ entry, leaf, body, salt }: LogRow, index: bigint): void {
  if (Buffer.compare(leafHash(entry), leaf) !== 0)
    throw new LedgerError(`Entry ${index} is not the one that was hashed: it is not anchored.`);
  if (body === null || salt === null) return;
  if (Buffer.compare(commitBody(salt, body), decodeEntry(entry).c) !== 0)
    throw new LedgerError(
      `The body of entry ${index} is not the one that it commits to: it is not anchored.`,
    );
}

/**
 * A body may be erased between two tries of one file, after the first of them was written and before it was answered:
 * what lies there then holds it still, sealed under a key that is destroyed. Nothing else may differ.
 */
async function putBodies(
  store: AnchorStore,
  path: string,
  bodies: readonly (Uint8Array | null)[],
  signal: AbortSignal,
): Promise<void> {
  try {
    await store.put(path, encodeBodies(bodies), binary, signal);
  } catch (error) {
    if (!(error instanceof CustodyError) || error.code !== 'conflict') throw error;
    const there = await store.get(path, signal);
    if (there === null || !isSameButErased(decodeBodies(there, bodies.length), bodies)) throw error;
  }
}

function isSameButErased(
  there: readonly (Uint8Array | null)[],
  bodies: readonly (Uint8Array | null)[],
): boolean {
  return bodies.every((body, i) => {
    const other = there[i] ?? null;
    return body === null || (other !== null && Buffer.compare(body, other) === 0);
  });
}
