import { Prisma } from '../../prisma/generated/client.ts';
import type { Wanted, WantedNames } from './search-events-names.ts';

/** Columns of `custody_event e`, as the indexes have them. */
export const eventColumnsSql = {
  item: Prisma.sql`e.evidence_id`,
  request: Prisma.sql`event_subject(e.body, 'request')`,
  device: Prisma.sql`event_subject(e.body, 'device')`,
  stream: Prisma.sql`e.stream`,
  incident: Prisma.sql`e.incident_id`,
  address: Prisma.sql`event_member(e.body, '{actor,ip}')`,
  person: Prisma.sql`e.actor_object_id`,
  part: Prisma.sql`e.actor_label`,
  type: Prisma.sql`e.type`,
} as const;
export type LeadKey = keyof typeof eventColumnsSql;

/** The columns by which a search begins, and the values wanted there, each found by an index that goes on by time. */
export interface Lead {
  readonly keys: readonly LeadKey[]; // in the order of the index; their values need not be asked for again
  readonly table: Prisma.Sql; // the wanted values: l.value, and k.type where the kinds are wanted besides
}

/** A place in time, between the events before it and the event `id` or whatever else comes at it. */
export interface Place {
  readonly at: string; // RFC 3339
  readonly id: string | null;
}

/**
 * The events of one row of the lead's table in a stretch of time: from a place on, and before others. Compared as rows, so
 * that only the index of these columns serves: an index of time alone would be walked from end to end for what is rare.
 */
export function inStretch(lead: Lead | null, from: Place | null, before: readonly Place[]): Prisma.Sql {
  const [columns, values] = [columnsOf(lead), valuesOf(lead)];
  const row = (place: Place, of: readonly Prisma.Sql[], time: readonly Prisma.Sql[]) =>
    Prisma.sql`(${Prisma.join([...of, ...time.slice(0, place.id === null ? 1 : 2)])})`;
  const placed = (place: Place) =>
    row(place, values, [Prisma.sql`${place.at}::timestamptz`, Prisma.sql`${place.id}::uuid`]);
  const ends = (sign: Prisma.Sql, place: Place) =>
    Prisma.sql`${row(place, columns, timeColumns)} ${sign} ${placed(place)}`;
  const lower = from === null ? edge(columns, values, Prisma.sql`>=`) : [ends(Prisma.sql`>=`, from)];
  const upper =
    before.length === 0
      ? edge(columns, values, Prisma.sql`<=`)
      : before.map((place) => ends(Prisma.sql`<`, place));
  const all = [...(lead === null ? [] : kept(lead)), ...lower, ...upper];
  return all.length === 0 ? Prisma.sql`true` : Prisma.join(all, ' and ');
}

/** The order of the lead's index, newest first or oldest first. */
export function inOrder(lead: Lead | null, way: 'newest' | 'oldest'): Prisma.Sql {
  const columns = [...columnsOf(lead), ...timeColumns];
  return Prisma.join(
    columns.map((column) => (way === 'newest' ? Prisma.sql`${column} desc` : column)),
    ', ',
  );
}

const timeColumns = [Prisma.sql`e.occurred_at`, Prisma.sql`e.id`] as const;

function edge(
  columns: readonly Prisma.Sql[],
  values: readonly Prisma.Sql[],
  sign: Prisma.Sql,
): readonly Prisma.Sql[] {
  return columns.length === 0
    ? []
    : [Prisma.sql`(${Prisma.join([...columns])}) ${sign} (${Prisma.join([...values])})`];
}

/** What the indexes leave out is said again, in the very words of the migration, or they would not be used. */
function kept({ keys }: Lead): readonly Prisma.Sql[] {
  const first: LeadKey | undefined = keys[0];
  switch (first) {
    case 'address':
      return [Prisma.sql`position('"ip":"'::bytea in e.body) > 0`];
    case 'device':
      return [Prisma.sql`position('"device:'::bytea in e.body) > 0`];
    case 'request':
      return [Prisma.sql`position('"request:'::bytea in e.body) > 0`];
    case 'part':
      return [Prisma.sql`e.actor_object_id is null`];
    case 'item':
    case 'incident':
    case 'person':
      return [Prisma.sql`${eventColumnsSql[first]} is not null`];
    case 'stream':
    case 'type':
    case undefined:
      return [];
  }
}

function columnsOf(lead: Lead | null): Prisma.Sql[] {
  return lead === null ? [] : lead.keys.map((key) => eventColumnsSql[key]);
}

function valuesOf(lead: Lead | null): Prisma.Sql[] {
  return lead === null
    ? []
    : lead.keys.map((_, index) => (index === 0 ? Prisma.sql`l.value` : Prisma.sql`k.type`));
}

/** What finds the fewest. In: the kinds that are wanted, and those that there are; null: time alone. */
export function leadOf(
  names: WantedNames,
  types: readonly string[] | null,
  recorded: readonly string[],
): Lead | null {
  const { items, requests, devices, streams, incidents } = names;
  const few = [
    ...lead('item', items.any),
    ...lead('request', requests.any),
    ...lead('device', devices.any),
    ...lead('stream', streams.any),
    ...lead('incident', incidents.any),
  ];
  const [first = null] = few.length > 0 ? few : manyByType(names, types ?? recorded);
  return first ?? (types === null ? null : (lead('type', types)[0] ?? null));
}

/** Of one address or person there may be millions: each kind of event by itself, so that a rare one is not searched for. */
function manyByType(
  { addresses, people, components }: WantedNames,
  types: readonly string[],
): readonly Lead[] {
  return [
    ...lead('address', addresses.any, types),
    ...lead('person', components.any?.length === 0 ? people.any : null, types),
    ...lead('part', people.any?.length === 0 ? components.any : null, types),
  ];
}

function lead(key: LeadKey, values: Wanted['any'], types: readonly string[] | null = null): readonly Lead[] {
  if (values === null) return [];
  const table = Prisma.sql`unnest(${arrayOf(key, values)}) as l(value)`;
  if (types === null) return [{ keys: [key], table }];
  const kinds = Prisma.sql`unnest(${[...types]}::text[]) as k(type)`;
  return [{ keys: [key, 'type'], table: Prisma.sql`${table} cross join ${kinds}` }];
}

/** Values as an array of the column's type. */
export function arrayOf(key: LeadKey, values: readonly string[]): Prisma.Sql {
  return key === 'item' || key === 'incident'
    ? Prisma.sql`${[...values]}::uuid[]`
    : Prisma.sql`${[...values]}::text[]`;
}
