import { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { tellingDetails } from '../custody/event-outcome.ts';
import type { EventQuery } from '../custody/event-query.ts';
import type { Span } from '../custody/time-span.ts';
import { mayAuditPeople } from '../custody/visibility.ts';
import { auditorsNouns } from './may-see-event.ts';
import { wantedKinds } from './search-events-kinds.ts';
import {
  arrayOf,
  eventColumnsSql,
  inOrder,
  inStretch,
  type Lead,
  type LeadKey,
  leadOf,
  type Place,
  recordedKinds,
} from './search-events-lead.ts';
import {
  endsOf,
  hiddenIncidents,
  type Wanted,
  type WantedNames,
  wantedNames,
} from './search-events-names.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** A search in the words of the database. Conditions speak of `custody_event e`. */
export interface EventsWhere {
  readonly names: WantedNames;
  readonly lead: Lead | null; // what finds the fewest; null: time alone
  readonly visible: Prisma.Sql; // what the person may see at all
  readonly rest: Prisma.Sql; // that, and what is asked beside the lead
  readonly whole: Prisma.Sql; // that, and all that is asked, but for kinds and time
  readonly span: Span; // what the search asks for, no later than what was known
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
  const names = await wantedNames(tx, visible, query);
  const span = knownThen(query);
  const isWanted = wantedKinds(query);
  const lead = await leadOf(tx, names, isWanted);
  const asked = lead?.keys ?? [];
  const shown = visibleTo(actor, hidden);
  const seen = [...shown, ...readableBy(actor, query)];
  const conditions = [
    ...seen,
    ...(isWanted === null || asked.includes('kind')
      ? []
      : ofKinds((await recordedKinds(tx)).filter(isWanted))),
    ...ofNames(names, asked),
  ];
  return {
    names,
    lead,
    visible: Prisma.join([...shown], ' and '),
    rest: Prisma.join(conditions, ' and '),
    whole: Prisma.join([...seen, ...ofNames(names, [])], ' and '),
    span,
  };
}

/** The ids and exact times of the events of a search, newest first, after `before` and no more than `most`. */
export function newestEvents(
  { lead, rest, span }: EventsWhere,
  before: (Place & { readonly id: string }) | null,
  most: number,
): Prisma.Sql {
  const ends = [...(before === null ? [] : [before]), ...(span.until === null ? [] : [placeAt(span.until)])];
  const stretch = inStretch(lead, span.from === null ? null : placeAt(span.from), ends);
  const newest = Prisma.sql`
    select e.id, e.occurred_at from custody_event e where ${stretch} and ${rest}
    order by ${inOrder(lead, 'newest')} limit ${most}`;
  const all =
    lead === null
      ? newest
      : Prisma.sql`
      select r.id, r.occurred_at from ${lead.table} cross join lateral (${newest}) r
      order by r.occurred_at desc, r.id desc limit ${most}`;
  // The time as text: a Date has milliseconds, the column microseconds.
  return Prisma.sql`select f.id, to_json(f.occurred_at) #>> '{}' as at from (${all}) f order by f.occurred_at desc, f.id desc`;
}

/** The moment before which there is nothing that the person may see, or for which is not asked. */
export async function oldestOf(
  tx: Prisma.TransactionClient,
  { visible, span }: Pick<EventsWhere, 'visible' | 'span'>,
): Promise<string> {
  if (span.from !== null) return span.from;
  const [found] = await tx.$queryRaw<{ at: Date }[]>`
    select e.occurred_at as at from custody_event e where ${visible} order by e.occurred_at, e.id limit 1`;
  return (found?.at ?? new Date(0)).toISOString();
}

export function placeAt(at: string): Place {
  return { at, id: null };
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

/** Some things are looked for in what records say; what a decision keeps from this person is not looked at for them. */
function readableBy({ objectId }: PersonActor, { terms }: EventQuery): readonly Prisma.Sql[] {
  const isReadable = readableTo(objectId);
  if (terms.some(({ key }) => key === 'ip' || key === 'device' || key === 'grant')) return [isReadable];
  if (!terms.some(({ key }) => key === 'outcome')) return [];
  return [Prisma.sql`(e.type <> all(${Object.keys(tellingDetails)}::text[]) or (${isReadable}))`];
}

/** That no decision keeps the record of `custody_event e` from this person, and none erased it. */
export function readableTo(objectId: string): Prisma.Sql {
  return Prisma.sql`
    not exists (select from body_withheld w where w.event_id = e.id and ${objectId} <> all(w.readers))
    and not exists (select from body_erasure b where b.event_id = e.id)`;
}

function knownThen({ created, knownAt }: EventQuery): Span {
  const until =
    created.until === null || (knownAt !== null && knownAt < created.until) ? knownAt : created.until;
  return { from: created.from, until };
}

function ofKinds(kinds: readonly string[]): readonly Prisma.Sql[] {
  return [Prisma.sql`${eventColumnsSql.kind} = any(${arrayOf('kind', kinds)})`];
}

function ofNames(names: WantedNames, asked: readonly LeadKey[]): readonly Prisma.Sql[] {
  const of = (key: LeadKey, { any, none }: Wanted) =>
    inColumn(key, { any: asked.includes(key) ? null : any, none });
  const isFrom = asked.includes('address') || asked.includes('personFrom');
  const isOf = asked.includes('item') || asked.includes('personAtItem');
  const isByActor = asked.some((key) => byActor.includes(key));
  return [
    ...inColumn('item', isOf ? { ...names.items, any: null } : names.items),
    ...of('incident', names.incidents),
    ...of('device', names.devices),
    ...of('request', names.requests),
    ...fromAddresses(names, isFrom),
    ...inColumn('stream', asked.includes('chain') ? { ...names.streams, any: null } : names.streams),
    ...byActors(names, isByActor),
  ];
}

const byActor: readonly LeadKey[] = ['person', 'personFrom', 'personAtItem', 'part'];

function fromAddresses({ addresses, ranges }: WantedNames, isAsked: boolean): readonly Prisma.Sql[] {
  const isOneOf = (some: readonly string[], wide: readonly string[]) => {
    const within = wide
      .map(endsOf)
      .map(
        ({ first, last }) =>
          Prisma.sql`event_address(e.actor_ip) >= ${first} and event_address(e.actor_ip) <= ${last}`,
      );
    return Prisma.join([Prisma.sql`e.actor_ip = any(${arrayOf('address', some)})`, ...within], ' or ');
  };
  // "is true", so that no index of addresses is walked for a range: it would be gathered whole, and then sorted.
  const isWanted = !isAsked && addresses.any !== null;
  return [
    ...(isWanted ? [Prisma.sql`(${isOneOf(addresses.any ?? [], ranges.any ?? [])}) is true`] : []),
    ...(addresses.none.length + ranges.none.length === 0
      ? []
      : [Prisma.sql`(${isOneOf(addresses.none, ranges.none)}) is not true`]),
  ];
}

function inColumn(key: LeadKey, { any, none }: Wanted): readonly Prisma.Sql[] {
  const column = eventColumnsSql[key];
  return [
    ...(any === null ? [] : [Prisma.sql`${column} = any(${arrayOf(key, any)})`]),
    ...(none.length === 0
      ? []
      : [Prisma.sql`(${column} is null or ${column} <> all(${arrayOf(key, none)}))`]),
  ];
}

/** A person by who they are, a part of Holdfast by its name where nobody had asked it. */
function byActors({ people, components }: WantedNames, isAsked: boolean): readonly Prisma.Sql[] {
  const of = (persons: readonly string[], parts: readonly string[]) => Prisma.sql`case
    when e.actor_object_id is null then e.actor_label = any(${arrayOf('part', parts)})
    else e.actor_object_id = any(${arrayOf('person', persons)}) end`;
  const isWanted = !isAsked && people.any !== null;
  return [
    ...(isWanted ? [of(people.any ?? [], components.any ?? [])] : []),
    ...(people.none.length + components.none.length === 0
      ? []
      : [Prisma.sql`not ${of(people.none, components.none)}`]),
  ];
}
