import { randomBytes } from 'node:crypto';
import type { Actor } from '../../custody/actor.ts';
import type { ClockState } from '../../custody/clock-state.ts';
import type { CustodyEvent, EventEnvelope } from '../../custody/custody-event.ts';
import { eventColumns } from '../../custody/event-columns.ts';
import { canonicalJson } from '../../ledger/canonical-json.ts';
import { commitBody, encodeEntry } from '../../ledger/ledger-entry.ts';
import { streamId } from './stream-id.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

export interface EventContext {
  readonly tool: EventEnvelope['tool'];
  readonly clock: () => ClockState; // what is known of the database's clock
}

interface StreamRow {
  readonly next_n: bigint;
  readonly last_leaf: Uint8Array | null;
  readonly now: string;
}

/**
 * Writes the events of one transaction in order. Their streams are locked first, in one fixed order, so that
 * writers of the same streams queue up instead of deadlocking.
 */
export async function writeEvents(
  tx: Transaction,
  context: EventContext,
  actor: Actor,
  events: readonly CustodyEvent[],
): Promise<void> {
  const streams = new Set(events.map((event) => streamId(event.stream)));
  if (streams.size > 1) for (const stream of [...streams].toSorted()) await lockStream(tx, stream);
  for (const event of events) await writeEvent(tx, context, actor, event);
}

/**
 * Writes one event, its place in its stream and its entry for the sequencer, all in `tx`. The stream's row stays
 * locked until the transaction ends: that is what makes numbers contiguous and predecessors right.
 */
async function writeEvent(
  tx: Transaction,
  context: EventContext,
  actor: Actor,
  event: CustodyEvent,
): Promise<void> {
  const stream = streamId(event.stream);
  const place = await lockStream(tx, stream);
  const id = uuidV7(Date.parse(place.now));
  const body = canonicalJson({
    schema: 1,
    id,
    type: event.type,
    stream: event.stream,
    n: Number(place.next_n),
    occurredAt: place.now,
    recordedAt: place.now,
    clock: context.clock(),
    tool: context.tool,
    actor,
    reason: event.reason,
    authority: event.authority,
    subjects: event.subjects,
    detail: event.detail,
  });
  const salt = new Uint8Array(randomBytes(32));
  const { entry, leaf } = encodeEntry({
    id,
    t: place.now,
    k: event.type,
    s: stream,
    n: place.next_n,
    p: place.last_leaf,
    c: commitBody(salt, body),
  });
  await insert(tx, { id, stream, place, event, actor, body, salt, entry, leaf });
}

/** RETURNING is evaluated when the lock is held, so times within a stream never go back while the clock does not. */
async function lockStream(tx: Transaction, stream: string): Promise<StreamRow> {
  const rows = await tx.$queryRaw<StreamRow[]>`
    insert into ledger_stream (id) values (${stream})
    on conflict (id) do update set id = excluded.id
    returning next_n, last_leaf,
      to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`;
  const row = rows[0];
  if (row === undefined) throw new Error('the stream row was locked, yet not returned');
  return row;
}

interface Written {
  readonly id: string;
  readonly stream: string;
  readonly place: StreamRow;
  readonly event: CustodyEvent;
  readonly actor: Actor;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
}

async function insert(tx: Transaction, one: Written): Promise<void> {
  const { id, stream, place, event, body, salt, entry, leaf } = one;
  const about = eventColumns(one.actor, event);
  await tx.$executeRaw`
    with event as (
      insert into custody_event (id, stream, n, type, occurred_at, actor_object_id, actor_label,
        incident_id, evidence_id, acquisition_id, body, salt, leaf)
      values (${id}::uuid, ${stream}, ${place.next_n}, ${event.type}, ${place.now}::timestamptz, ${about.actorObjectId}, ${about.actorLabel},
        ${about.incidentId}::uuid, ${about.evidenceId}::uuid, ${about.acquisitionId}::uuid,
        ${body}, ${salt}, ${leaf})
    ), pending as (
      insert into ledger_pending (event_id, stream, n, entry, leaf)
      values (${id}::uuid, ${stream}, ${place.next_n}, ${entry}, ${leaf})
    )
    update ledger_stream set next_n = next_n + 1, last_leaf = ${leaf} where id = ${stream}`;
}
