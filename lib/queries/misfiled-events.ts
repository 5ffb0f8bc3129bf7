import type { Prisma } from '../../prisma/generated/client.ts';
import { bodyColumns } from '../custody/body-columns.ts';
import type { EventColumns } from '../custody/event-columns.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { inPlainSight } from '../custody/plain-sight.ts';
import { type RecordedEvent, recordedEventOf } from '../custody/recorded-event.ts';
import { cursorId } from './require-id.ts';
import { wantedKinds } from './search-events-kinds.ts';
import type { EventsWhere } from './search-events-where.ts';

/** Events that a search should find by what their records say, and whose rows were filed otherwise past Holdfast. */
export interface MisfiledEvents {
  readonly events: readonly MisfiledEvent[]; // the first ones, newest first
  readonly isMore: boolean;
}

/** As its record has it, `stream` and `n` as its row has them; both in plain sight, for others may have written them. */
export interface MisfiledEvent {
  readonly id: string;
  readonly stream: string;
  readonly n: string;
  readonly type: string;
  readonly at: string; // RFC 3339
}

const mostTold = 10;
const mostRead = 1_000;

/**
 * What a search may lack because columns of events were changed behind our back. One look into an index that is empty
 * otherwise; what is found is judged by what its record says, as if it were filed so. Of erased records nothing is known.
 */
export async function misfiledEvents(
  tx: Prisma.TransactionClient,
  { whole, span }: EventsWhere,
  query: EventQuery,
): Promise<MisfiledEvents> {
  const rows = await tx.$queryRaw<MisfiledRow[]>`
    select id::text, type, to_char(occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "occurredAt", actor_object_id as "actorObjectId", actor_label as "actorLabel",
      incident_id::text as "incidentId", evidence_id::text as "evidenceId", body
    from custody_event where event_misfiled(type, occurred_at, actor_object_id, actor_label, incident_id, evidence_id, body)
    limit ${mostRead + 1}`; // in no order: whatever was put in by the hundred thousand is not sorted for each page
  const told = rows.slice(0, mostRead).flatMap(asTold);
  if (told.length === 0) return { events: [], isMore: rows.length > mostRead };
  const isWanted = wantedKinds(query);
  // In every word as a row of the table, with the columns that its record gives: the conditions of the search are asked of it.
  const found = await tx.$queryRaw<(MisfiledEvent & { readonly kind: string })[]>`
    select e.id::text, e.stream, e.n::text, e.type, e.kind, to_json(e.occurred_at) #>> '{}' as at
    from (select c.id, c.stream, c.n, c.body, c.actor_ip, t.*, event_kind(t.type, c.body) as kind
      from json_to_recordset(${JSON.stringify(told)}::json) as t(of uuid, type text, occurred_at timestamptz,
        actor_object_id text, actor_label text, incident_id uuid, evidence_id uuid)
      join custody_event c on c.id = t.of) e
    where ${whole} and (${span.from}::timestamptz is null or e.occurred_at >= ${span.from}::timestamptz)
      and (${span.until}::timestamptz is null or e.occurred_at < ${span.until}::timestamptz)
    order by e.occurred_at desc, e.id desc`;
  const wanted = found.filter(({ kind }) => isWanted === null || isWanted(kind));
  return {
    events: wanted.slice(0, mostTold).map(({ id, stream, n, type, at }) => ({
      id,
      stream: inPlainSight(stream),
      n,
      type: inPlainSight(type),
      at,
    })),
    isMore: wanted.length > mostTold || rows.length > mostRead,
  };
}

interface MisfiledRow {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string; // as records have it, by the microsecond
  readonly actorObjectId: string | null;
  readonly actorLabel: string;
  readonly incidentId: string | null;
  readonly evidenceId: string | null;
  readonly body: Uint8Array;
}

/** The columns that the record gives; nothing where the row has them, or where what is stored is no record of ours. */
function asTold(row: MisfiledRow): readonly object[] {
  const event = recordedEventOf(row.body);
  const columns = bodyColumns(row.body);
  if (event === null || columns === null || !canBeFiled(event, columns)) return [];
  const { actorObjectId, actorLabel, incidentId, evidenceId } = columns;
  const isSame =
    event.type === row.type &&
    event.occurredAt === row.occurredAt &&
    actorObjectId === row.actorObjectId &&
    actorLabel === row.actorLabel &&
    incidentId === row.incidentId &&
    evidenceId === row.evidenceId;
  if (isSame) return [];
  return [
    {
      ...{ of: row.id, type: event.type, occurred_at: event.occurredAt },
      ...{ actor_object_id: actorObjectId, actor_label: actorLabel },
      ...{ incident_id: incidentId, evidence_id: evidenceId },
    },
  ];
}

/** Whoever writes a record past Holdfast can write anything; what the database cannot hold must not stop every search. */
function canBeFiled(event: RecordedEvent, columns: EventColumns): boolean {
  const { actorObjectId, actorLabel, incidentId, evidenceId } = columns;
  const isId = (id: unknown) => id === null || (typeof id === 'string' && cursorId(id) !== null);
  const isText = (text: unknown) =>
    typeof text === 'string' && text.isWellFormed() && !text.includes('\0') && text.length < 1_000;
  return (
    isId(incidentId) &&
    isId(evidenceId) &&
    [event.type, event.occurredAt, actorLabel, actorObjectId ?? ''].every(isText) &&
    isMoment(event.occurredAt)
  );
}

/** Of a day that there is: JavaScript takes the 31st of February for one in March, the database for an error; so for the year 0. */
function isMoment(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/.test(text)) return false;
  const at = new Date(text);
  return Number.isFinite(at.getTime()) && at.toISOString().slice(0, 19) === text.slice(0, 19);
}
