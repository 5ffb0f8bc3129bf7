import { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { EventQuery } from '../custody/event-query.ts';
import type { Span } from '../custody/time-span.ts';
import { mayAuditPeople } from '../custody/visibility.ts';
import { auditorsNouns } from './may-see-event.ts';
import { hiddenIncidents, type Wanted, type WantedNames, wantedNames } from './search-events-names.ts';
import { type WantedTypes, wantedTypes } from './search-events-types.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** A search in the words of the database. Conditions speak of `custody_event e`. */
export interface EventsWhere {
  readonly names: WantedNames;
  readonly lead: Lead | null; // what finds the fewest; null: time alone
  readonly rest: Prisma.Sql;
  readonly span: Span; // what the search asks for, no later than what was known
}

/** One column and the values that are wanted in it, each found by an index that goes on by time. */
interface Lead {
  readonly column: Prisma.Sql;
  readonly type: 'text' | 'uuid';
  readonly values: readonly string[];
}

/**
 * The one place where it is decided which events a search gives to whom. The caller has asked for the permission. In: the
 * incidents that the person may see for this purpose.
 */
export async function eventsWhere(
  tx: Prisma.TransactionClient,
  actor: PersonActor,
  query: EventQuery,
  visible = visibleIncidentWhere(actor),
): Promise<EventsWhere> {
  const hidden = await hiddenIncidents(tx, visible);
  const types = await wantedTypes(tx, query);
  const names = await wantedNames(tx, visible, query);
  const span = knownThen(query);
  const conditions = [...visibleTo(actor, hidden), ...ofTypes(types), ...ofNames(names), ...within(span)];
  return { names, lead: leadOf(names, types), rest: Prisma.join(conditions, ' and '), span };
}

/** The ids and exact times of the events of a search, newest first, after `before` and no more than `most`. */
export function newestEvents(
  { lead, rest }: Pick<EventsWhere, 'lead' | 'rest'>,
  before: { readonly at: string; readonly id: string } | null,
  most: number,
): Prisma.Sql {
  const older =
    before === null
      ? Prisma.empty
      : Prisma.sql`and (e.occurred_at, e.id) < (${before.at}::timestamptz, ${before.id}::uuid)`;
  const newest = (found: Prisma.Sql) => Prisma.sql`
    select e.id, e.occurred_at from custody_event e where ${found} ${older}
    order by e.occurred_at desc, e.id desc limit ${most}`;
  const all =
    lead === null
      ? newest(rest)
      : Prisma.sql`
      select r.id, r.occurred_at from ${valuesOf(lead)}
      cross join lateral (${newest(Prisma.sql`${lead.column} = l.value and ${rest}`)}) r
      order by r.occurred_at desc, r.id desc limit ${most}`;
  // The time as text: a Date has milliseconds, the column microseconds.
  return Prisma.sql`select f.id, to_json(f.occurred_at) #>> '{}' as at from (${all}) f order by f.occurred_at desc, f.id desc`;
}

/** The values that lead, as a table `l`. */
export function valuesOf({ type, values }: Lead): Prisma.Sql {
  return type === 'uuid'
    ? Prisma.sql`unnest(${[...values]}::uuid[]) as l(value)`
    : Prisma.sql`unnest(${[...values]}::text[]) as l(value)`;
}

/** As `maySeeEvent` decides for one event. */
function visibleTo(actor: PersonActor, hidden: readonly string[]): readonly Prisma.Sql[] {
  const shown =
    hidden.length === 0
      ? []
      : [Prisma.sql`(e.incident_id is null or e.incident_id <> all(${[...hidden]}::uuid[]))`];
  if (mayAuditPeople(actor.roles)) return [Prisma.sql`true`, ...shown];
  const guarded = auditorsNouns.map((noun) => Prisma.sql`starts_with(e.type, ${`${noun}.`})`);
  const own = Prisma.sql`(e.incident_id is not null or e.actor_object_id = ${actor.objectId}
    or (e.actor_object_id is null and not (${Prisma.join(guarded, ' or ')})))`;
  return [own, ...shown];
}

function knownThen({ created, knownAt }: EventQuery): Span {
  const until =
    created.until === null || (knownAt !== null && knownAt < created.until) ? knownAt : created.until;
  return { from: created.from, until };
}

function within({ from, until }: Span): readonly Prisma.Sql[] {
  return [
    ...(from === null ? [] : [Prisma.sql`e.occurred_at >= ${from}::timestamptz`]),
    ...(until === null ? [] : [Prisma.sql`e.occurred_at < ${until}::timestamptz`]),
  ];
}

function ofTypes(wanted: WantedTypes | null): readonly Prisma.Sql[] {
  return wanted === null ? [] : [Prisma.sql`e.type = any(${[...wanted.types]}::text[])`, wanted.ended];
}

const columns = {
  item: Prisma.sql`e.evidence_id`,
  incident: Prisma.sql`e.incident_id`,
  person: Prisma.sql`e.actor_object_id`,
  part: Prisma.sql`e.actor_object_id is null and e.actor_label`,
  device: Prisma.sql`event_subject(e.body, 'device')`,
  request: Prisma.sql`event_subject(e.body, 'request')`,
  address: Prisma.sql`event_address(e.body)`,
  stream: Prisma.sql`e.stream`,
  type: Prisma.sql`e.type`,
};

function ofNames(names: WantedNames): readonly Prisma.Sql[] {
  return [
    ...inColumn(columns.item, names.items, 'uuid'),
    ...inColumn(columns.incident, names.incidents, 'uuid'),
    ...inColumn(columns.device, names.devices, 'text'),
    ...inColumn(columns.request, names.requests, 'text'),
    ...inColumn(columns.address, names.addresses, 'text'),
    ...inColumn(columns.stream, names.streams, 'text'),
    ...byActors(names),
  ];
}

function inColumn(column: Prisma.Sql, { any, none }: Wanted, type: Lead['type']): readonly Prisma.Sql[] {
  const array = (values: readonly string[]) =>
    type === 'uuid' ? Prisma.sql`${[...values]}::uuid[]` : Prisma.sql`${[...values]}::text[]`;
  return [
    ...(any === null ? [] : [Prisma.sql`${column} = any(${array(any)})`]),
    ...(none.length === 0 ? [] : [Prisma.sql`(${column} is null or ${column} <> all(${array(none)}))`]),
  ];
}

/** A person by who they are, a part of Holdfast by its name where nobody had asked it. */
function byActors({ people, components }: WantedNames): readonly Prisma.Sql[] {
  const of = (persons: readonly string[], parts: readonly string[]) => Prisma.sql`case
    when e.actor_object_id is null then e.actor_label = any(${[...parts]}::text[])
    else e.actor_object_id = any(${[...persons]}::text[]) end`;
  return [
    ...(people.any === null && components.any === null ? [] : [of(people.any ?? [], components.any ?? [])]),
    ...(people.none.length + components.none.length === 0
      ? []
      : [Prisma.sql`not ${of(people.none, components.none)}`]),
  ];
}

/** The scarcest first. People lead, or parts of Holdfast do, where the other is not wanted beside them. */
function leadOf(names: WantedNames, types: WantedTypes | null): Lead | null {
  const text = (column: Prisma.Sql, values: readonly string[] | null): readonly Lead[] =>
    values === null ? [] : [{ column, type: 'text', values }];
  const uuid = (column: Prisma.Sql, values: readonly string[] | null): readonly Lead[] =>
    values === null ? [] : [{ column, type: 'uuid', values }];
  const people = names.components.any?.length === 0 ? names.people.any : null;
  const parts = names.people.any?.length === 0 ? names.components.any : null;
  const leads = [
    ...uuid(columns.item, names.items.any),
    ...text(columns.request, names.requests.any),
    ...text(columns.device, names.devices.any),
    ...text(columns.stream, names.streams.any),
    ...uuid(columns.incident, names.incidents.any),
    ...text(columns.address, names.addresses.any),
    ...text(columns.person, people),
    ...text(columns.part, parts),
    ...text(columns.type, types?.types ?? null),
  ];
  return leads[0] ?? null;
}
