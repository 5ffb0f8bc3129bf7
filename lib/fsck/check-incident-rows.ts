import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { CustodyEventType } from '../custody/custody-event.ts';
import { IncidentRowCheck, type StoredIncident, type StoredNote } from '../custody/incident-rows.ts';
import type { RowDifference } from '../custody/row-difference.ts';
import type { Findings } from './findings.ts';
import type { NumberCheck } from './number-check.ts';
import { rowFinding } from './row-finding.ts';
import { idPages, idsOf, openedBy, streamEvents } from './stream-events.ts';

const idsAtOnce = 64;
const rowsAtOnce = 512;

const types: readonly CustodyEventType[] = [
  'incident.imported',
  'incident.opened',
  'incident.updated',
  'incident.closed',
  'incident.reopened',
  'incident.machine-added',
  'incident.note-written',
  'incident.membership-granted',
];

const places = [
  idsOf('incident', 'id'),
  idsOf('incident_note', 'incident_id'),
  idsOf('incident_member', 'incident_id'),
  idsOf('incident_machine', 'incident_id'),
  openedBy('incident.imported', 'incident.opened'),
];

/** Incidents with their notes, members and machines, held against the events of each incident. */
export async function checkIncidentRows(
  client: Client,
  numbers: NumberCheck,
  findings: Findings,
  progress: (done: number) => void,
): Promise<void> {
  let done = 0;
  for await (const ids of idPages(client, places, idsAtOnce)) {
    const checks = await recordedOf(client, ids);
    const found = (differences: readonly RowDifference[]) => findings.addAll(differences.map(rowFinding));
    const stored = new Map((await storedIncidents(client, ids)).map((row) => [row.id, row]));
    for (const [id, check] of checks) {
      const row = stored.get(id) ?? null;
      found(check.incident(row));
      const given = check.given(row);
      if (given !== null) numbers.take(given.number, given.by);
    }
    for await (const { incident_id: id, ...row } of storedNotes(client, ids)) {
      found(checks.get(id)?.note(row) ?? []);
    }
    for await (const { incident_id: id, key } of storedKeys(client, 'incident_member', 'object_id', ids)) {
      found(checks.get(id)?.member(key) ?? []);
    }
    const machines = storedKeys(client, 'incident_machine', 'resource_id', ids);
    for await (const { incident_id: id, key, row } of machines) {
      found(checks.get(id)?.machine({ resourceId: key, name: String(row.name) }) ?? []);
    }
    for (const check of checks.values()) found(check.rest());
    done += ids.length;
    progress(done);
  }
}

/** What the events say of each incident; none for one with an event that cannot be read, which is named already. */
async function recordedOf(
  client: Client,
  ids: readonly string[],
): Promise<ReadonlyMap<string, IncidentRowCheck>> {
  const checks = new Map(ids.map((id) => [id, new IncidentRowCheck(id, digest)]));
  for await (const { stream, event, erased } of streamEvents(client, ids, types)) {
    if (erased === 'incident.note-written') checks.get(stream)?.noteErased();
    else if (event === null) checks.delete(stream);
    else checks.get(stream)?.take(event);
  }
  return checks;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

interface FlatIncident extends Omit<StoredIncident, 'openedAt' | 'closedAt'> {
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

async function storedIncidents(client: Client, ids: readonly string[]): Promise<readonly StoredIncident[]> {
  const { rows } = await client.query<FlatIncident>(
    `select id, number, source, external_id as "externalId", title, severity, status,
       source_status as "sourceStatus", classification, assigned_to as "assignedTo", restricted, container,
       opened_at as "openedAt", closed_at as "closedAt"
     from incident where id = any($1::uuid[])`,
    [ids],
  );
  return rows.map((row) => ({
    ...row,
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  }));
}

async function* storedNotes(
  client: Client,
  ids: readonly string[],
): AsyncGenerator<StoredNote & { readonly incident_id: string }> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await client.query<
      Omit<StoredNote, 'createdAt'> & { incident_id: string; createdAt: Date }
    >(
      `select incident_id, id, author_object_id as "authorObjectId", author_name as "authorName", text,
         created_at as "createdAt"
       from incident_note where incident_id = any($1::uuid[]) and id > $2::uuid order by id limit ${rowsAtOnce}`,
      [ids, after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) yield { ...row, createdAt: row.createdAt.toISOString() };
    after = last.id;
  }
}

interface KeyedRow {
  readonly incident_id: string;
  readonly key: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Rows whose key is an incident and one more column. */
async function* storedKeys(
  client: Client,
  table: 'incident_member' | 'incident_machine',
  column: 'object_id' | 'resource_id',
  ids: readonly string[],
): AsyncGenerator<KeyedRow> {
  for (let after: readonly [string, string] = ['00000000-0000-0000-0000-000000000000', '']; ; ) {
    const { rows } = await client.query<KeyedRow>(
      `select incident_id, ${column} as key, to_jsonb(t) - 'facts' as row from ${table} t
       where incident_id = any($1::uuid[]) and (incident_id, ${column}) > ($2::uuid, $3)
       order by incident_id, ${column} limit ${rowsAtOnce}`,
      [ids, ...after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows;
    after = [last.incident_id, last.key];
  }
}
