import type { Client } from 'pg';
import { LedgerError } from '../ledger/ledger-error.ts';
import { rootOfNodes } from '../ledger/root-of-nodes.ts';
import { type TilePlace, tileWidth } from '../ledger/tile-path.ts';
import type { ReadNode } from '../ledger/tree-proof.ts';

export interface StoredCheckpoint {
  readonly size: bigint;
  readonly note: string;
}

/** One entry with its event's body, as far as it is still there. */
export interface LogRow {
  readonly eventId: string;
  readonly stream: string;
  readonly type: string | null; // null: the event's row is gone
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
  readonly body: Uint8Array | null;
  readonly salt: Uint8Array | null;
}

/** The newest checkpoint that was signed here, or null. */
export async function newestCheckpoint(client: Client): Promise<StoredCheckpoint | null> {
  const { rows } = await client.query<{ size: string; note: string }>(
    'select size, note from ledger_checkpoint order by size desc limit 1',
  );
  const row = rows[0];
  return row === undefined ? null : { size: BigInt(row.size), note: row.note };
}

/** Entries that are integrated. */
export async function headSize(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ size: string }>('select size from ledger_head where id = 1');
  return BigInt(rows[0]?.size ?? 0);
}

/** The nodes of the tree as the database has them. A missing one is a LedgerError. */
export function nodesOf(client: Client): ReadNode {
  return async (level, n) => {
    const { rows } =
      level === 0
        ? await client.query<{ hash: Buffer }>('select leaf as hash from ledger_entry where idx = $1', [n])
        : await client.query<{ hash: Buffer }>('select hash from ledger_node where level = $1 and n = $2', [
            level,
            n,
          ]);
    const hash = rows[0]?.hash;
    if (hash === undefined) throw new LedgerError(`The database has no node ${level}/${n}.`);
    return new Uint8Array(hash);
  };
}

/** Whether the database's nodes give this root over the first `size` entries; not if one of them is missing. */
export async function isRootAt(
  client: Client,
  { size, root }: { readonly size: bigint; readonly root: Uint8Array },
): Promise<boolean> {
  try {
    return Buffer.compare(await rootOfNodes(size, nodesOf(client)), root) === 0;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

/** The hashes of one tile, in one query. Throws LedgerError if one is missing. */
export async function tileOf(client: Client, { level, n, width }: TilePlace): Promise<Uint8Array> {
  const first = n * BigInt(tileWidth);
  const range = [first, first + BigInt(width)];
  const { rows } =
    level === 0
      ? await client.query<{ hash: Buffer }>(
          'select leaf as hash from ledger_entry where idx >= $1 and idx < $2 order by idx',
          range,
        )
      : await client.query<{ hash: Buffer }>(
          'select hash from ledger_node where level = $3 and n >= $1 and n < $2 order by n',
          [...range, Number(level) * 8],
        );
  if (rows.length !== width) throw new LedgerError(`Tile ${level}/${n} lacks hashes in the database.`);
  return new Uint8Array(Buffer.concat(rows.map((row) => row.hash)));
}

/** Entries [from, to) with their events' bodies. Throws LedgerError if an entry is missing. */
export async function logRows(client: Client, from: bigint, to: bigint): Promise<LogRow[]> {
  const { rows } = await client.query<{
    event_id: string;
    stream: string;
    type: string | null;
    entry: Buffer;
    leaf: Buffer;
    body: Buffer | null;
    salt: Buffer | null;
  }>(
    `select e.event_id, e.stream, c.type, e.entry, e.leaf, c.body, c.salt
     from ledger_entry e left join custody_event c on c.id = e.event_id
     where e.idx >= $1 and e.idx < $2 order by e.idx`,
    [from, to],
  );
  if (BigInt(rows.length) !== to - from) throw new LedgerError(`Entries ${from} to ${to} are not all there.`);
  return rows.map(({ event_id: eventId, ...row }) => ({ eventId, ...row }));
}
