import { readAhead } from '../fsck/read-ahead.ts';
import { leafHash } from '../hashing/merkle-hash.ts';
import { bodiesPath } from '../ledger/anchor-path.ts';
import { decodeBundle } from '../ledger/entry-bundle.ts';
import { commitBody, decodeEntry, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { decodeBodies, openBody, type SaltedBody } from '../ledger/sealed-body.ts';
import { tilePath, tileWidth } from '../ledger/tile-path.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { DataKeys } from '../ports/data-keys.ts';
import { dataKeyName } from '../worker/sealed-bodies.ts';

const atOnce = 8;

/** One entry out of the anchors, with the event behind it as far as it can be read. */
export interface AnchoredEvent {
  readonly index: bigint;
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
  readonly fields: LedgerEntry;
  readonly event: SaltedBody | Unreadable;
}

/** Why an event cannot be read, in words, and the name of its key if that, or the body itself, is not there. */
export interface Unreadable {
  readonly why: string;
  readonly dataKey?: string;
}

/**
 * The first `size` entries of the anchors in order, each event opened with its data key and held against its
 * commitment. Throws LedgerError for a bundle that is missing or malformed: `checkAnchors` says before how far they go.
 */
export async function* anchoredEvents(
  { store, keys }: { readonly store: AnchorStore; readonly keys: DataKeys },
  size: bigint,
  signal: AbortSignal,
): AsyncGenerator<readonly AnchoredEvent[]> {
  yield* readAhead(bundles(size), 2, async ({ n, width }) => {
    const path = tilePath({ level: 'entries', n, width });
    const bundle = await store.get(path, signal);
    if (bundle === null) throw new LedgerError(`The anchors lack ${path}.`);
    const entries = decodeBundle(bundle, width);
    const bodies = await sealedBodies(store, { n, width }, signal);
    const places = entries.map((entry, i) => ({ index: n * BigInt(tileWidth) + BigInt(i), entry, i }));
    const events: AnchoredEvent[] = [];
    for await (const event of readAhead(places, atOnce, async ({ index, entry, i }) => {
      const fields = decodeEntry(entry);
      const leaf = leafHash(entry);
      const sealed = 'why' in bodies ? bodies : (bodies[i] ?? notAnchored(fields));
      return { index, entry, leaf, fields, event: await opened(keys, fields, leaf, sealed, signal) };
    }))
      events.push(event);
    return events;
  });
}

/** Its key is named: whoever reads a decision to destroy that knows why the body was not there. */
function notAnchored({ id, s, k }: LedgerEntry): Unreadable {
  const dataKey = dataKeyName({ stream: s, eventId: id, type: k });
  return { why: 'Its body was not there when it was anchored.', dataKey };
}

function* bundles(size: bigint): Generator<{ readonly n: bigint; readonly width: number }> {
  const full = BigInt(tileWidth);
  for (let n = 0n; n * full < size; n += 1n) {
    const rest = size - n * full;
    yield { n, width: rest < full ? Number(rest) : tileWidth };
  }
}

async function sealedBodies(
  store: AnchorStore,
  place: { readonly n: bigint; readonly width: number },
  signal: AbortSignal,
): Promise<readonly (Uint8Array | null)[] | Unreadable> {
  const path = bodiesPath(place);
  const bytes = await store.get(path, signal);
  if (bytes === null) return { why: `The anchors lack ${path}.` };
  try {
    return decodeBodies(bytes, place.width);
  } catch (error) {
    if (error instanceof LedgerError) return { why: error.message };
    throw error;
  }
}

async function opened(
  keys: DataKeys,
  { id, s, k, c }: LedgerEntry,
  leaf: Uint8Array,
  sealed: Uint8Array | Unreadable,
  signal: AbortSignal,
): Promise<SaltedBody | Unreadable> {
  if ('why' in sealed) return sealed;
  const name = dataKeyName({ stream: s, eventId: id, type: k });
  const key = await keys.find(name, signal);
  if (key === null) return { why: `Its data key ${name} was destroyed.`, dataKey: name };
  try {
    const event = openBody(key, leaf, sealed);
    const isCommitted = Buffer.compare(commitBody(event.salt, event.body), c) === 0;
    return isCommitted ? event : { why: 'What was sealed is not what the entry commits to.' };
  } catch (error) {
    if (error instanceof LedgerError) return { why: error.message };
    throw error;
  }
}
