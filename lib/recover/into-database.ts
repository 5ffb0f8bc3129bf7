import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import { epochOf, isSameLog } from '../ledger/log-epoch.ts';
import { appendLeaves, emptyTree, packFrontier, type TreeEdge } from '../ledger/merkle-tree.ts';
import type { AnchoredEvent } from './anchored-events.ts';
import {
  insertCheckpoint,
  insertEntries,
  insertEvents,
  insertNodes,
  raiseCounters,
  type StreamEnd,
} from './put-back.ts';
import type { RecoverySink } from './recover-ledger.ts';

/** Both of the product's own roles: neither of them alone can write a whole log. Connected, no transaction open. */
export interface RecoveryDatabase {
  readonly app: Client; // as holdfast_app: writes events
  readonly sequencer: Client; // as holdfast_sequencer: writes the tree
  readonly origin: string;
}

/** What was put back, in numbers of rows. */
export interface PutBack {
  entries: number;
  events: number;
}

/**
 * Puts back what the database lacks; an empty migrated one lacks everything. Nothing that is there is changed: where
 * it has another entry or event than the anchors, `take` throws `conflict` naming the place, and nothing is put back.
 * Events are committed before the tree: killed in between, it can be run again.
 */
export async function intoDatabase({
  app,
  sequencer,
  origin,
}: RecoveryDatabase): Promise<RecoverySink & { readonly put: PutBack; rollback(): Promise<void> }> {
  const put: PutBack = { entries: 0, events: 0 };
  const ends = new Map<string, StreamEnd>();
  let edge: TreeEdge = emptyTree;
  await sequencer.query('begin');
  await app.query('begin');
  const had = await lockHead(sequencer, origin);
  return {
    put,
    async take(events) {
      await refuseOtherEntries(sequencer, events);
      await refuseOtherEvents(app, events);
      await refuseOtherBodies(app, events);
      const { nodes, ...grown } = appendLeaves(
        edge,
        events.map(({ leaf }) => leaf),
      );
      edge = grown;
      for (const { fields, leaf } of events) ends.set(fields.s, { nextN: fields.n + 1n, leaf });
      put.events += await insertEvents(app, events);
      put.entries += await insertEntries(sequencer, events);
      await insertNodes(sequencer, nodes);
    },
    checkpoint: (signed) => insertCheckpoint(sequencer, signed),
    async end() {
      await raiseCounters(app, ends);
      if (edge.size > had.size) await moveHead(sequencer, edge);
      if (had.isEarlier) await takeName(sequencer, origin);
      await app.query('commit');
      await sequencer.query('commit');
    },
    async rollback() {
      // After the commit, or on a lost connection, there is nothing to take back.
      await app.query('rollback').catch(() => undefined);
      await sequencer.query('rollback').catch(() => undefined);
    },
  };
}

interface Head {
  readonly size: bigint; // entries that it names
  readonly isEarlier: boolean; // of an epoch that ended before the one that is put back, whose tree goes on
}

/** Nobody else appends until this transaction ends. */
async function lockHead(client: Client, origin: string): Promise<Head> {
  await client.query(
    "insert into ledger_head (id, origin, size, frontier) values (1, $1, 0, '') on conflict do nothing",
    [origin],
  );
  const { rows } = await client.query<{ origin: string; size: string }>(
    'select origin, size from ledger_head where id = 1 for update',
  );
  const head = rows[0];
  const isEarlier =
    head !== undefined && isSameLog(head.origin, origin) && epochOf(head.origin) < epochOf(origin);
  if (head?.origin !== origin && !isEarlier) {
    throw new CustodyError(
      'conflict',
      `This database holds the log ${head?.origin ?? 'of nobody'}, not ${origin}.`,
    );
  }
  return { size: BigInt(head.size), isEarlier };
}

async function refuseOtherEntries(client: Client, events: readonly AnchoredEvent[]): Promise<void> {
  const { rows } = await client.query<{ idx: string }>(
    `select e.idx from unnest($1::bigint[], $2::bytea[]) as a(idx, leaf) join ledger_entry e on e.idx = a.idx
     where sha256('\\x00' || e.entry) <> a.leaf order by e.idx limit 1`,
    [events.map(({ index }) => index), events.map(({ leaf }) => Buffer.from(leaf))],
  );
  const [found] = rows;
  if (found === undefined) return;
  throw new CustodyError(
    'conflict',
    `From entry ${found.idx} on, this database has another history than the anchors. It is evidence: keep it as it is, ` +
      'recover into an empty database, and go on with that one.',
  );
}

async function refuseOtherEvents(client: Client, events: readonly AnchoredEvent[]): Promise<void> {
  const { rows } = await client.query<{ id: string; stream: string; n: string }>(
    `select c.id, c.stream, c.n from unnest($1::uuid[], $2::text[], $3::bigint[]) as a(id, stream, n)
     join custody_event c on c.stream = a.stream and c.n = a.n where c.id <> a.id limit 1`,
    [
      events.map(({ fields }) => fields.id),
      events.map(({ fields }) => fields.s),
      events.map(({ fields }) => fields.n),
    ],
  );
  const [found] = rows;
  if (found === undefined) return;
  throw new CustodyError(
    'conflict',
    `The event ${found.id} was recorded here as number ${found.n} of stream ${found.stream}, which is another ` +
      'event in the anchors: this database went on from an older state. Recover into an empty database, and ' +
      'record again there what happened since.',
  );
}

/** An event that was changed is not put right by what is put back beside it. */
async function refuseOtherBodies(client: Client, events: readonly AnchoredEvent[]): Promise<void> {
  const known = events.flatMap(({ index, fields, event }) =>
    'why' in event ? [] : [{ index, fields, event }],
  );
  const { rows } = await client.query<{ id: string; idx: string }>(
    `select c.id, a.idx from unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[]) as a(id, idx, body, salt)
     join custody_event c on c.id = a.id where c.body <> a.body or c.salt <> a.salt order by a.idx limit 1`,
    [
      known.map(({ fields }) => fields.id),
      known.map(({ index }) => index),
      known.map(({ event }) => Buffer.from(event.body)),
      known.map(({ event }) => Buffer.from(event.salt)),
    ],
  );
  const [found] = rows;
  if (found === undefined) return;
  throw new CustodyError(
    'conflict',
    `The event ${found.id} of entry ${found.idx} says something else here than in the anchors. It is evidence: keep this ` +
      'database as it is, recover into an empty one, and go on with that.',
  );
}

/** What witnesses held of an earlier epoch says nothing of this one. */
export async function takeName(sequencer: Client, origin: string): Promise<void> {
  await sequencer.query('update ledger_head set origin = $1 where id = 1', [origin]);
  await sequencer.query('update ledger_freeze set witnessed_size = 0 where id = 1');
}

/** What waited here for the sequencer and is in the tree now, waits no more. */
async function moveHead(client: Client, edge: TreeEdge): Promise<void> {
  await client.query(
    'delete from ledger_pending p where exists (select from ledger_entry e where e.event_id = p.event_id)',
  );
  await client.query('update ledger_head set size = $1, frontier = $2 where id = 1', [
    edge.size,
    Buffer.from(packFrontier(edge.frontier)),
  ]);
}
