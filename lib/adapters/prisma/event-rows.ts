import { randomBytes } from 'node:crypto';
import type { Actor } from '../../custody/actor.ts';
import type { ClockState } from '../../custody/clock-state.ts';
import type { CustodyEvent, EventEnvelope } from '../../custody/custody-event.ts';
import { type EventColumns, eventColumns } from '../../custody/event-columns.ts';
import { canonicalJson } from '../../ledger/canonical-json.ts';
import { commitBody, encodeEntry } from '../../ledger/ledger-entry.ts';
import { streamId } from './stream-id.ts';
import { uuidV7After } from './uuid-v7.ts';

export interface EventContext {
  readonly tool: EventEnvelope['tool'];
  readonly clock: () => ClockState; // what is known of the database's clock
}

/** The events of one transaction or of one that shares it, in order. */
export interface EventsOf {
  readonly actor: Actor;
  readonly events: readonly CustodyEvent[];
}

/** Where a locked stream stands. */
export interface StreamPlace {
  readonly nextN: bigint;
  readonly lastLeaf: Uint8Array | null;
  readonly now: string; // the database's clock when the lock was held; RFC 3339 UTC, six digits
}

/** One event as it is stored: the columns of its row, and the entry that waits for the sequencer. */
export interface EventRow extends EventColumns {
  readonly id: string;
  readonly stream: string;
  readonly n: bigint;
  readonly type: string;
  readonly occurredAt: string;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
}

export interface NumberedEvents {
  readonly rows: readonly EventRow[];
  readonly ends: ReadonlyMap<string, StreamPlace>; // where each stream stands after them
}

/** The streams of these events, each once, in the one order in which everybody locks them. */
export function streamsOf(all: readonly EventsOf[]): string[] {
  return [...new Set(all.flatMap(({ events }) => events.map(({ stream }) => streamId(stream))))].toSorted();
}

/** Numbers and chains events behind what their streams hold; later ones have later ids. In: the place of each of their streams, locked. */
export function numberEvents(
  context: EventContext,
  all: readonly EventsOf[],
  places: ReadonlyMap<string, StreamPlace>,
): NumberedEvents {
  const ends = new Map(places);
  const rows: EventRow[] = [];
  for (const { actor, events } of all) {
    for (const event of events) {
      const stream = streamId(event.stream);
      const place = ends.get(stream);
      if (place === undefined) throw new Error('a stream was not locked');
      const id = uuidV7After(rows.at(-1)?.id ?? null, Date.parse(place.now));
      const row = rowOf(context, { id, actor, event }, stream, place);
      ends.set(stream, { ...place, nextN: place.nextN + 1n, lastLeaf: row.leaf });
      rows.push(row);
    }
  }
  return { rows, ends };
}

function rowOf(
  context: EventContext,
  { id, actor, event }: { readonly id: string; readonly actor: Actor; readonly event: CustodyEvent },
  stream: string,
  { nextN: n, lastLeaf, now }: StreamPlace,
): EventRow {
  const { type } = event;
  const body = canonicalJson({
    schema: 1,
    id,
    type,
    stream: event.stream,
    n: Number(n),
    occurredAt: now,
    recordedAt: now,
    clock: context.clock(),
    tool: context.tool,
    actor,
    reason: event.reason,
    authority: event.authority,
    subjects: event.subjects,
    detail: event.detail,
  });
  const salt = new Uint8Array(randomBytes(32));
  const c = commitBody(salt, body);
  const { entry, leaf } = encodeEntry({ id, t: now, k: type, s: stream, n, p: lastLeaf, c });
  return { id, stream, n, type, occurredAt: now, ...eventColumns(actor, event), body, salt, entry, leaf };
}
