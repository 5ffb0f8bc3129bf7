import { eventFiles } from '../../lib/bundle/event-files.ts';
import { leafHash } from '../../lib/hashing/merkle-hash.ts';
import { bodiesPath, checkpointFilePath } from '../../lib/ledger/anchor-path.ts';
import { decodeBundle } from '../../lib/ledger/entry-bundle.ts';
import { decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { decodeBodies, openBody } from '../../lib/ledger/sealed-body.ts';
import { nodesFromTiles } from '../../lib/ledger/tile.ts';
import { tilePath, tilesSince } from '../../lib/ledger/tile-path.ts';
import { inclusionProof } from '../../lib/ledger/tree-proof.ts';
import type { AnchoredLedger } from './anchored-ledger.ts';

const signal = new AbortController().signal;

/** A bundle of everything that lies in the anchors of a ledger of `size` < 256 entries: events, log, time stamps. */
export async function anchoredBundle(house: AnchoredLedger, size: number): Promise<Map<string, Uint8Array>> {
  const get = async (path: string) => {
    const bytes = await house.store.get(path, signal);
    if (bytes === null) throw new Error(`The anchors lack ${path}.`);
    return bytes;
  };
  const note = await anchoredNote(house, size);
  const readNode = nodesFromTiles(BigInt(size), (place) => get(tilePath(place)));
  const entries = decodeBundle(await get(tilePath({ level: 'entries', n: 0n, width: size })), size);
  const sealed = decodeBodies(await get(bodiesPath({ n: 0n, width: size })), size);
  const files = new Map<string, Uint8Array>();
  for (const [i, entry] of entries.entries()) {
    const hashes = await inclusionProof(BigInt(size), BigInt(i), readNode);
    const disclosed = await openedBody(house, entry, sealed[i]);
    for (const [path, bytes] of eventFiles({ index: BigInt(i), entry, hashes, note, disclosed }))
      files.set(path, bytes);
  }
  for (const place of tilesSince(0n, BigInt(size)))
    files.set(`log/${tilePath(place)}`, await get(tilePath(place)));
  files.set('log/checkpoint', Buffer.from(note));
  files.set('timestamps/checkpoint', await get(checkpointFilePath(BigInt(size), { kind: 'note' })));
  for (const by of house.roots.keys())
    files.set(`timestamps/${by}.tsr`, await get(checkpointFilePath(BigInt(size), { kind: 'timestamp', by })));
  return files;
}

/** A checkpoint with the lines of the log and of the witness, as they were anchored. */
export async function anchoredNote(house: AnchoredLedger, size: number): Promise<string> {
  const parts = [
    checkpointFilePath(BigInt(size), { kind: 'note' }),
    checkpointFilePath(BigInt(size), { kind: 'cosignature', by: 'w1' }),
  ].map(async (path) => (await house.store.get(path, signal)) ?? new Uint8Array());
  return Buffer.concat(await Promise.all(parts)).toString('utf8');
}

async function openedBody(house: AnchoredLedger, entry: Uint8Array, sealed: Uint8Array | null | undefined) {
  if (sealed === null || sealed === undefined) throw new Error('The anchors lack a body.');
  const { id, s } = decodeEntry(entry);
  const key =
    (await house.keys.find(`bodies/${id}`, signal)) ?? (await house.keys.find(`streams/${s}`, signal));
  if (key === null) throw new Error('A data key is missing.');
  return openBody(key, leafHash(entry), sealed);
}
