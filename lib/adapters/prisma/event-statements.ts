import { encodeBase64 } from '../../ledger/strict-base64.ts';
import type { EventRow, NumberedEvents, StreamPlace } from './event-rows.ts';

const lockText = `insert into ledger_stream (id) select unnest($1::text[])
  on conflict (id) do update set id = excluded.id
  returning id, next_n, last_leaf,
    to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`;

const insertText = `with written as (
    select id, stream, n, type, at, actor_object_id, actor_label, incident_id, evidence_id, acquisition_id,
      decode(body, 'base64') as body, decode(salt, 'base64') as salt, decode(entry, 'base64') as entry,
      decode(leaf, 'base64') as leaf
    from json_to_recordset($1::json) as row (id uuid, stream text, n bigint, type text, at timestamptz,
      actor_object_id text, actor_label text, incident_id uuid, evidence_id uuid, acquisition_id uuid,
      body text, salt text, entry text, leaf text)
  ), event as (
    insert into custody_event (id, stream, n, type, occurred_at, actor_object_id, actor_label, incident_id,
      evidence_id, acquisition_id, body, salt, leaf)
    select id, stream, n, type, at, actor_object_id, actor_label, incident_id, evidence_id, acquisition_id,
      body, salt, leaf from written
  ), pending as (
    insert into ledger_pending (event_id, stream, n, entry, leaf) select id, stream, n, entry, leaf from written
  )
  insert into ledger_stream (id, next_n, last_leaf) -- they are all there; a join would read the whole table
  select id, next_n, decode(last_leaf, 'base64')
  from json_to_recordset($2::json) as place (id text, next_n bigint, last_leaf text)
  on conflict (id) do update set next_n = excluded.next_n, last_leaf = excluded.last_leaf`;

/** The texts that every connection keeps prepared, with their names: planning them takes longer than running them. */
export const preparedNames: ReadonlyMap<string, string> = new Map([
  [lockText, 'lock-streams'],
  [insertText, 'insert-events'],
]);

interface Statement {
  readonly name: string; // as in `preparedNames`
  readonly text: string;
  readonly values: unknown[];
}

export interface PlaceRow {
  readonly id: string;
  readonly next_n: bigint | string;
  readonly last_leaf: Uint8Array | null;
  readonly now: string;
}

/**
 * Locks streams until the transaction ends: that is what makes numbers contiguous and predecessors right. RETURNING is
 * evaluated when the lock is held, so times within a stream never go back while the clock does not.
 * In: ids in the order of `streamsOf`.
 */
export function lockStreams(ids: string[]): Statement {
  return {
    name: 'lock-streams',
    text: lockText,
    values: [ids],
  };
}

/** What `lockStreams` answered. */
export function placesOf(rows: readonly PlaceRow[]): ReadonlyMap<string, StreamPlace> {
  return new Map(
    rows.map(({ id, next_n, last_leaf, now }) => {
      const lastLeaf = last_leaf === null ? null : new Uint8Array(last_leaf);
      return [id, { nextN: BigInt(next_n), lastLeaf, now }];
    }),
  );
}

/**
 * Stores events, their entries for the sequencer and the ends of their locked streams, all in one statement. One JSON
 * text is bound and read in half the time of an array for each column.
 */
export function insertEvents({ rows, ends }: NumberedEvents): Statement {
  return {
    name: 'insert-events',
    text: insertText,
    values: [JSON.stringify(rows.map(columnsOf)), JSON.stringify(Array.from(ends, endOf))],
  };
}

function columnsOf(row: EventRow): Readonly<Record<string, string | number | null>> {
  return {
    id: row.id,
    stream: row.stream,
    n: Number(row.n),
    type: row.type,
    at: row.occurredAt,
    actor_object_id: row.actorObjectId,
    actor_label: row.actorLabel,
    incident_id: row.incidentId,
    evidence_id: row.evidenceId,
    acquisition_id: row.acquisitionId,
    body: encodeBase64(row.body),
    salt: encodeBase64(row.salt),
    entry: encodeBase64(row.entry),
    leaf: encodeBase64(row.leaf),
  };
}

function endOf([id, { nextN, lastLeaf }]: readonly [string, StreamPlace]) {
  return { id, next_n: Number(nextN), last_leaf: lastLeaf === null ? null : encodeBase64(lastLeaf) };
}
