import type { Client } from 'pg';
import { checkRow } from '../fsck/check-row.ts';
import { type DatabaseRow, differingNodes, rowsBetween } from '../fsck/database-rows.ts';
import { Findings } from '../fsck/findings.ts';
import { recordedErasures } from '../fsck/recorded-erasures.ts';
import { leafHash } from '../hashing/merkle-hash.ts';
import { decodeEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { appendLeaves, packFrontier, type TreeEdge } from '../ledger/merkle-tree.ts';
import type { Contradiction } from './check-anchored.ts';
import { nodesOf } from './log-rows.ts';

/** As many rows as a tile: every complete subtree of up to that many leaves lies within one audit. */
export const auditedAtOnce = 256n;
const topLevel = 8; // of the node over that many

/**
 * Re-derives what the database says of entries [from, to): each entry's leaf, its columns, its event's body against
 * the commitment, every node that these entries complete, and the head if they are the newest. A body that was erased by
 * a recorded decision is no difference. In: `from` a multiple of 256, at most 256 entries. Out: the first difference, or null.
 */
export async function auditRows(client: Client, from: bigint, to: bigint): Promise<Contradiction | null> {
  const rows = await rowsBetween(client, from, to);
  const gone = rows.filter(({ event }) => (event?.body ?? null) === null).map(({ event_id }) => event_id);
  const erased = await recordedErasures(client, gone);
  const leaves: Uint8Array[] = [];
  for (let index = from; index < to; index += 1n) {
    const row = rows[leaves.length];
    if (row?.idx !== index.toString()) {
      return { attack: 'deleted', words: `Entry ${index} is not there.`, firstIndex: index };
    }
    const wrong = rowDiffers(row, erased);
    if (wrong !== null) return { ...wrong, firstIndex: index };
    leaves.push(new Uint8Array(row.leaf));
  }
  return await treeDiffers(client, from, leaves);
}

function rowDiffers(row: DatabaseRow, erased: ReadonlySet<string>): Omit<Contradiction, 'firstIndex'> | null {
  const where = `entry ${row.idx}`;
  const leaf = leafHash(row.entry);
  const isHashed = Buffer.compare(leaf, row.leaf) === 0;
  // The event keeps the leaf as well: where the two copies agree with each other, it is the entry that was changed.
  if (!isHashed && row.event !== null && Buffer.compare(row.event.leaf, row.leaf) === 0) {
    return { attack: 'edited', words: `The bytes of ${where} are not those that were hashed into the tree.` };
  }
  const findings = new Findings();
  try {
    const fields = decodeEntry(row.entry);
    checkRow(row, { leaf, fields }, where, findings, erased);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { attack: 'edited', words: `What stands as ${where} is no entry: ${error.message}` };
  }
  const [found] = findings.list();
  return found === undefined
    ? null
    : { attack: found.attack, words: `${capital(found.where)}: ${found.words}` };
}

/** The leaves agree with their entries; now the nodes with the leaves, and the head with both. */
async function treeDiffers(
  client: Client,
  from: bigint,
  leaves: readonly Uint8Array[],
): Promise<Contradiction | null> {
  const attack = 'verifier-state-forged';
  try {
    const { nodes, ...edge } = appendLeaves(await edgeAt(client, from), leaves);
    const differing = await differingNodes(
      client,
      nodes.map(({ level, n, hash }) => ({ level, first: n, hashes: hash })),
    );
    const isHead = await isHeadOf(client, edge);
    const [lowest] = differing;
    if (lowest !== undefined) {
      const { level, n } = lowest;
      const words = `The database’s node ${level}/${n} is not the hash that the entries below it give.`;
      // A changed leaf changes everything above it; where the head or the top of the tile is right, only nodes were.
      const isTopRight = isHead ?? differing.every((node) => node.level < topLevel);
      return { attack, words, firstIndex: isTopRight ? null : BigInt(n) << BigInt(level) };
    }
    if (isHead !== false) return null;
    return {
      attack,
      words: 'The head of the ledger is not the one that its entries give.',
      firstIndex: null,
    };
  } catch (error) {
    if (error instanceof LedgerError) return { attack, words: error.message, firstIndex: null };
    throw error;
  }
}

/** The right edge of a tree of this size, from the database's nodes. Throws LedgerError if one is missing. */
async function edgeAt(client: Client, size: bigint): Promise<TreeEdge> {
  const node = nodesOf(client);
  const frontier: Uint8Array[] = [];
  let before = 0n;
  for (let level = size.toString(2).length - 1; level >= 0; level -= 1) {
    const width = 1n << BigInt(level);
    if ((size & width) === 0n) continue;
    frontier.push(await node(level, before / width));
    before += width;
  }
  return { size, frontier };
}

/** Null if these are not the newest entries: only those tell the head. */
async function isHeadOf(client: Client, { size, frontier }: TreeEdge): Promise<boolean | null> {
  const { rows } = await client.query<{ frontier: Buffer }>(
    'select frontier from ledger_head where id = 1 and size = $1',
    [size],
  );
  return rows[0] === undefined ? null : Buffer.compare(rows[0].frontier, packFrontier(frontier)) === 0;
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
