import type { Client } from 'pg';
import { bodiesPath, checkpointFilePath } from '../ledger/anchor-path.ts';
import { encodeBundle } from '../ledger/entry-bundle.ts';
import { encodeBodies } from '../ledger/sealed-body.ts';
import { type TilePlace, tilePath, tilesSince, tileWidth } from '../ledger/tile-path.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { DataKeys } from '../ports/data-keys.ts';
import { logRows, type StoredCheckpoint, tileOf } from './log-rows.ts';
import { sealedBodies } from './sealed-bodies.ts';

const binary = 'application/octet-stream';

export interface AnchorTarget {
  readonly store: AnchorStore;
  readonly keys: DataKeys;
}

/**
 * Writes everything that a log of this size consists of and one of `known` entries did not: bundles, sealed bodies,
 * tiles, and the signed note last, so that a note in the store always has its log beside it. Safe to repeat: equal
 * bytes succeed again, other bytes throw `conflict`. Source: C2SP tlog-tiles.
 */
export async function anchorLog(
  client: Client,
  { store, keys }: AnchorTarget,
  known: bigint,
  checkpoint: StoredCheckpoint,
  signal: AbortSignal,
): Promise<void> {
  for (const place of tilesSince(known, checkpoint.size)) {
    if (place.level === 'entries') await putEntries(client, { store, keys }, place, signal);
    else await store.put(tilePath(place), await tileOf(client, place), binary, signal);
  }
  const path = checkpointFilePath(checkpoint.size, { kind: 'note' });
  await store.put(path, Buffer.from(checkpoint.note, 'utf8'), 'text/plain; charset=utf-8', signal);
}

async function putEntries(
  client: Client,
  { store, keys }: AnchorTarget,
  place: TilePlace,
  signal: AbortSignal,
): Promise<void> {
  const first = place.n * BigInt(tileWidth);
  const rows = await logRows(client, first, first + BigInt(place.width));
  await store.put(tilePath(place), encodeBundle(rows.map((row) => row.entry)), binary, signal);
  const bodies = encodeBodies(await sealedBodies(rows, keys, signal));
  await store.put(bodiesPath(place), bodies, binary, signal);
}
