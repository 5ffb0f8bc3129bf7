import type { Client } from 'pg';
import type { CustodyEventType } from '../custody/custody-event.ts';
import { type RecordedEvent, recordedEventOf } from '../custody/recorded-event.ts';
import { recordedErasures } from './recorded-erasures.ts';

const eventsAtOnce = 512;

interface Row {
  readonly id: string;
  readonly stream: string;
  readonly n: string;
  readonly type: string;
  readonly body: Buffer | null;
}

/** An event of a stream; null where its bytes are none any more, which the ledger's own check has named. */
export interface StreamEvent {
  readonly id: string; // of the row
  readonly stream: string;
  readonly event: RecordedEvent | null;
  readonly erased: string | null; // its type, if its body was erased by a decision that stands in the ledger
}

/** The events of these kinds in these streams, each stream in its order. */
export async function* streamEvents(
  client: Client,
  streams: readonly string[],
  types: readonly CustodyEventType[],
): AsyncGenerator<StreamEvent> {
  for (let after: readonly [string, string] = ['', '-1']; ; ) {
    const { rows } = await client.query<Row>(
      `select id, stream, n, type, body from custody_event
       where stream = any($1) and type = any($2) and (stream, n) > ($3, $4::bigint)
       order by stream, n limit ${eventsAtOnce}`,
      [streams, types, ...after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    const gone = rows.filter(({ body }) => body === null).map(({ id }) => id);
    const erased = await recordedErasures(client, gone);
    for (const { id, stream, type, body } of rows)
      yield { id, stream, event: recordedEventOf(body), erased: erased.has(id) ? type : null };
    after = [last.stream, last.n];
  }
}

/**
 * The ids that stand in any of these places, in order and in pages. In: SQL that gives up to $2 ids as text above $1
 * in their order, once for each place. Memory does not grow with their number.
 */
export async function* idPages(
  client: Client,
  places: readonly string[],
  idsAtOnce: number,
): AsyncGenerator<readonly string[]> {
  const union = places.map((place) => `(${place})`).join(' union ');
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await client.query<{ id: string }>(
      `select id from (${union}) found order by id collate "C" limit $2`,
      [after, idsAtOnce],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ id }) => id);
    after = last.id;
  }
}

/** The different ids of one column, as a place for `idPages`. */
export function idsOf(table: string, column: string): string {
  return `select id::text from (
    select distinct ${column} as id from ${table} where ${column} > ($1::text)::uuid order by id limit $2) ids`;
}

/** The streams that such an event opened, as a place for `idPages`. */
export function openedBy(...types: readonly CustodyEventType[]): string {
  const named = types.map((type) => `'${type}'`).join(', ');
  // Opening events stand at the beginning of their streams, which are incidents and items: ids are UUIDs.
  return `select distinct stream as id from custody_event
    where type in (${named}) and stream > $1::text and stream ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    order by id limit $2`;
}
