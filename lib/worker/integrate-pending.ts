import type { Client } from 'pg';
import { isCritical } from '../custody/critical-event.ts';
import { decodeEntry } from '../ledger/ledger-entry.ts';
import {
  appendLeaves,
  packFrontier,
  type TreeEdge,
  type TreeNode,
  unpackFrontier,
} from '../ledger/merkle-tree.ts';
import { inSequencerTransaction } from './sequencer-transaction.ts';

const batch = 256;

interface PendingRow {
  readonly event_id: string;
  readonly stream: string;
  readonly n: string;
  readonly entry: Buffer;
  readonly leaf: Buffer;
}

/**
 * Moves up to 256 pending entries into the tree, each stream in its own order and without gaps, in one
 * transaction. Out: whether more may wait, and whether one of them calls for a checkpoint at once.
 * Throws if the database belongs to a log of another origin.
 */
export async function integratePending(
  client: Client,
  origin: string,
): Promise<{ readonly more: boolean; readonly urgent: boolean }> {
  if (!(await isAnythingPending(client))) return { more: false, urgent: false };
  return await inSequencerTransaction(client, async () => {
    const edge = await lockHead(client, origin);
    const pending = await takeContiguous(client);
    if (pending.length === 0) return { more: false, urgent: false };
    const grown = appendLeaves(
      edge,
      pending.map((row) => new Uint8Array(row.leaf)),
    );
    await insertEntries(client, edge.size, pending);
    await insertNodes(client, grown.nodes);
    await client.query('update ledger_head set size = $1, frontier = $2 where id = 1', [
      grown.size,
      Buffer.from(packFrontier(grown.frontier)),
    ]);
    await client.query('delete from ledger_pending where event_id = any($1::uuid[])', [
      pending.map((row) => row.event_id),
    ]);
    return {
      more: pending.length === batch,
      urgent: pending.some((row) => isCritical(decodeEntry(new Uint8Array(row.entry)).k)),
    };
  });
}

/** Asked outside a transaction, so that an idle log writes nothing. */
async function isAnythingPending(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>('select exists (select from ledger_pending) as any');
  return rows[0]?.any === true;
}

/** The fence: only who holds this row may append. */
async function lockHead(client: Client, origin: string): Promise<TreeEdge> {
  await client.query(
    "insert into ledger_head (id, origin, size, frontier) values (1, $1, 0, '') on conflict do nothing",
    [origin],
  );
  const { rows } = await client.query<{ origin: string; size: string; frontier: Buffer }>(
    'select origin, size, frontier from ledger_head where id = 1 for update',
  );
  const head = rows[0];
  if (head === undefined) throw new Error('the ledger has no head');
  if (head.origin !== origin) {
    throw new Error(`this database holds the log ${head.origin}, but the settings name ${origin}`);
  }
  return unpackFrontier(BigInt(head.size), new Uint8Array(head.frontier));
}

/**
 * Pending entries that directly follow what their stream has in the tree. Writers hold their stream's row until
 * they commit, so an entry is never seen before its predecessor; the check holds all the same.
 */
async function takeContiguous(client: Client): Promise<PendingRow[]> {
  const { rows } = await client.query<PendingRow>(
    `select p.event_id, p.stream, p.n, p.entry, p.leaf
     from (
       select *,
         n - row_number() over stream_order + 1 as first,
         max(queued_at) over stream_order as since -- never falls within a stream, so a batch cuts no gap
       from ledger_pending
       window stream_order as (partition by stream order by n)
     ) p
     where p.first = coalesce((select max(e.n) + 1 from ledger_entry e where e.stream = p.stream), 0)
     order by p.since, p.stream, p.n
     limit $1`,
    [batch],
  );
  return rows;
}

async function insertEntries(client: Client, size: bigint, pending: readonly PendingRow[]): Promise<void> {
  await client.query(
    `insert into ledger_entry (idx, event_id, stream, n, entry, leaf)
     select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[])`,
    [
      pending.map((_, i) => size + BigInt(i)),
      pending.map((row) => row.event_id),
      pending.map((row) => row.stream),
      pending.map((row) => row.n),
      pending.map((row) => row.entry),
      pending.map((row) => row.leaf),
    ],
  );
}

async function insertNodes(client: Client, nodes: readonly TreeNode[]): Promise<void> {
  await client.query(
    'insert into ledger_node (level, n, hash) select * from unnest($1::int[], $2::bigint[], $3::bytea[])',
    [
      nodes.map((node) => node.level),
      nodes.map((node) => node.n),
      nodes.map((node) => Buffer.from(node.hash)),
    ],
  );
}
