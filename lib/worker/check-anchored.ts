import type { Client } from 'pg';
import { compareCopies } from '../ledger/compare-copies.ts';
import { decodeBundle } from '../ledger/entry-bundle.ts';
import type { Attack, Finding } from '../ledger/finding.ts';
import { firstDifference } from '../ledger/first-difference.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { tilePath, tileWidth } from '../ledger/tile-path.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import { headSize, isRootAt, nodesOf } from './log-rows.ts';
import { type AnchoredCheckpoint, anchoredNodes } from './read-anchors.ts';

/** Why the database contradicts what was anchored. */
export interface Contradiction {
  readonly attack: Attack;
  readonly words: string;
  readonly firstIndex: bigint | null; // null: the entries agree, the database's tree does not
}

/**
 * Whether the database continues a checkpoint that others keep: it has at least as many entries, and its nodes give
 * its root. Out: false if it does. Cheap enough for every signature: one read for each bit of the size.
 */
export async function contradictsAnchor(
  client: Client,
  { checkpoint }: Pick<AnchoredCheckpoint, 'checkpoint'>,
): Promise<boolean> {
  return (await headSize(client)) < checkpoint.size || !(await isRootAt(client, checkpoint));
}

/** What was done, and the first index at which the database differs from the anchors. */
export async function nameContradiction(
  client: Client,
  store: AnchorStore,
  { checkpoint }: AnchoredCheckpoint,
  signal: AbortSignal,
): Promise<Contradiction> {
  const { size } = checkpoint;
  const here = await headSize(client);
  const index = await firstDifference(size, anchoredNodes(store, size, signal), nodesOf(client));
  if (index === null && here >= size) {
    const words = 'The entries are those that were anchored, but the database’s tree or head is not.';
    return { attack: 'verifier-state-forged', words, firstIndex: null };
  }
  const from = index === null || index > here ? here : index; // nodes may outlive their entries
  const found = await firstFinding(client, store, from, size, signal);
  if (found !== null) return { attack: found.attack, words: found.words, firstIndex: from };
  const words = `From entry ${from} on, the database’s hashes are not those that were anchored.`;
  return { attack: 'verifier-state-forged', words, firstIndex: from };
}

/** What the entries from there on show. Anchors that cannot be read there are a finding themselves. */
async function firstFinding(
  client: Client,
  store: AnchorStore,
  from: bigint,
  size: bigint,
  signal: AbortSignal,
): Promise<Pick<Finding, 'attack' | 'words'> | null> {
  try {
    const anchored = anchoredEntries(store, from, size, signal);
    return (await compareCopies(anchored, storedEntries(client, from), from)).findings[0] ?? null;
  } catch (error) {
    if (error instanceof LedgerError) return { attack: 'anchor-removed', words: error.message };
    throw error;
  }
}

async function* anchoredEntries(
  store: AnchorStore,
  from: bigint,
  size: bigint,
  signal: AbortSignal,
): AsyncGenerator<readonly Uint8Array[]> {
  const width = BigInt(tileWidth);
  for (let n = from / width; n * width < size; n += 1n) {
    const place = {
      level: 'entries' as const,
      n,
      width: Number(size - n * width > width ? width : size - n * width),
    };
    const bundle = await store.get(tilePath(place), signal);
    if (bundle === null) throw new LedgerError(`The anchors lack ${tilePath(place)}.`);
    const entries = decodeBundle(bundle, place.width);
    yield n === from / width ? entries.slice(Number(from % width)) : entries;
  }
}

async function* storedEntries(client: Client, from: bigint): AsyncGenerator<readonly Uint8Array[]> {
  for (let at = from; ; ) {
    const { rows } = await client.query<{ entry: Buffer }>(
      'select entry from ledger_entry where idx >= $1 order by idx limit $2',
      [at, tileWidth],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => new Uint8Array(row.entry));
    at += BigInt(rows.length);
  }
}
