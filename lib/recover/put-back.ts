import type { Client } from 'pg';
import type { Actor } from '../custody/actor.ts';
import type { CustodyEvent } from '../custody/custody-event.ts';
import { eventColumns } from '../custody/event-columns.ts';
import type { TreeNode } from '../ledger/merkle-tree.ts';
import type { AnchoredEvent } from './anchored-events.ts';
import type { RecoveredCheckpoint } from './recover-ledger.ts';

/** Where a stream goes on. */
export interface StreamEnd {
  readonly nextN: bigint;
  readonly leaf: Uint8Array; // of its newest entry
}

/** Events that can be read and are not there. Out: how many. */
export async function insertEvents(client: Client, events: readonly AnchoredEvent[]): Promise<number> {
  const rows = events.flatMap(({ fields, leaf, event }) => {
    if ('why' in event) return [];
    const body = JSON.parse(Buffer.from(event.body).toString('utf8')) as { readonly actor: Actor } & Pick<
      CustodyEvent,
      'stream' | 'subjects'
    >;
    return [{ fields, leaf, event, about: eventColumns(body.actor, body) }];
  });
  const { rowCount } = await client.query(
    `insert into custody_event (id, stream, n, type, occurred_at, actor_object_id, actor_label,
       incident_id, evidence_id, acquisition_id, body, salt, leaf)
     select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::text[],
       $8::uuid[], $9::uuid[], $10::uuid[], $11::bytea[], $12::bytea[], $13::bytea[])
     on conflict (id) do nothing`,
    [
      rows.map(({ fields }) => fields.id),
      rows.map(({ fields }) => fields.s),
      rows.map(({ fields }) => fields.n),
      rows.map(({ fields }) => fields.k),
      rows.map(({ fields }) => fields.t),
      rows.map(({ about }) => about.actorObjectId),
      rows.map(({ about }) => about.actorLabel),
      rows.map(({ about }) => about.incidentId),
      rows.map(({ about }) => about.evidenceId),
      rows.map(({ about }) => about.acquisitionId),
      rows.map(({ event }) => Buffer.from(event.body)),
      rows.map(({ event }) => Buffer.from(event.salt)),
      rows.map(({ leaf }) => Buffer.from(leaf)),
    ],
  );
  return rowCount ?? 0;
}

/** Lets entries wait for the sequencer, unless they do already. Out: how many. */
export async function insertPending(
  client: Client,
  events: readonly Pick<AnchoredEvent, 'fields' | 'entry' | 'leaf'>[],
): Promise<number> {
  const { rowCount } = await client.query(
    `insert into ledger_pending (event_id, stream, n, entry, leaf)
     select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[], $5::bytea[]) on conflict do nothing`,
    [
      events.map(({ fields }) => fields.id),
      events.map(({ fields }) => fields.s),
      events.map(({ fields }) => fields.n),
      events.map(({ entry }) => Buffer.from(entry)),
      events.map(({ leaf }) => Buffer.from(leaf)),
    ],
  );
  return rowCount ?? 0;
}

/** Entries that are not there. Out: how many. */
export async function insertEntries(client: Client, events: readonly AnchoredEvent[]): Promise<number> {
  const { rowCount } = await client.query(
    `insert into ledger_entry (idx, event_id, stream, n, entry, leaf)
     select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[])
     on conflict (idx) do nothing`,
    [
      events.map(({ index }) => index),
      events.map(({ fields }) => fields.id),
      events.map(({ fields }) => fields.s),
      events.map(({ fields }) => fields.n),
      events.map(({ entry }) => Buffer.from(entry)),
      events.map(({ leaf }) => Buffer.from(leaf)),
    ],
  );
  return rowCount ?? 0;
}

export async function insertNodes(client: Client, nodes: readonly TreeNode[]): Promise<void> {
  await client.query(
    `insert into ledger_node (level, n, hash) select * from unnest($1::int[], $2::bigint[], $3::bytea[])
     on conflict do nothing`,
    [nodes.map(({ level }) => level), nodes.map(({ n }) => n), nodes.map(({ hash }) => Buffer.from(hash))],
  );
}

export async function insertCheckpoint(
  client: Client,
  { checkpoint: { size, root }, note }: RecoveredCheckpoint,
): Promise<void> {
  await client.query(
    'insert into ledger_checkpoint (size, root, note) values ($1, $2, $3) on conflict do nothing',
    [size, Buffer.from(root), note],
  );
}

/** A counter never goes back: events may be waiting that were numbered after these. */
export async function raiseCounters(client: Client, ends: ReadonlyMap<string, StreamEnd>): Promise<void> {
  await client.query(
    `insert into ledger_stream (id, next_n, last_leaf) select * from unnest($1::text[], $2::bigint[], $3::bytea[])
     on conflict (id) do update set next_n = excluded.next_n, last_leaf = excluded.last_leaf
     where ledger_stream.next_n < excluded.next_n`,
    [
      Array.from(ends.keys()),
      Array.from(ends.values(), ({ nextN }) => nextN),
      Array.from(ends.values(), ({ leaf }) => Buffer.from(leaf)),
    ],
  );
}
