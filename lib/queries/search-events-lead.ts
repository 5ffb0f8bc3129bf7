import { Prisma } from '../../prisma/generated/client.ts';
import type { Wanted, WantedNames } from './search-events-names.ts';

/** Columns of `custody_event e`, as the indexes have them. */
export const eventColumnsSql = {
  item: Prisma.sql`e.evidence_id`,
  request: Prisma.sql`event_subject(e.body, 'request')`,
  device: Prisma.sql`event_subject(e.body, 'device')`,
  stream: Prisma.sql`e.stream`,
  incident: Prisma.sql`e.incident_id`,
  address: Prisma.sql`event_address(e.body)`,
  person: Prisma.sql`e.actor_object_id`,
  part: Prisma.sql`e.actor_object_id is null and e.actor_label`,
  type: Prisma.sql`e.type`,
} as const;
export type LeadKey = keyof typeof eventColumnsSql;

/**
 * The columns by which a search begins, and the values wanted there, each found by an index that goes on by time: of the
 * register's length only its depth is felt.
 */
export interface Lead {
  readonly keys: readonly LeadKey[]; // whose values need not be asked for again
  readonly table: Prisma.Sql; // the values
  readonly on: Prisma.Sql; // of an event and a row of the table
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
  const column = eventColumnsSql[key];
  const table = Prisma.sql`unnest(${arrayOf(key, values)}) as l(value)`;
  const on = Prisma.sql`${column} = l.value`;
  if (types === null) return [{ keys: [key], table, on }];
  const kinds = Prisma.sql`unnest(${[...types]}::text[]) as k(type)`;
  return [
    {
      keys: [key, 'type'],
      table: Prisma.sql`${table} cross join ${kinds}`,
      on: Prisma.sql`${on} and e.type = k.type`,
    },
  ];
}

/** Values as an array of the column's type. */
export function arrayOf(key: LeadKey, values: readonly string[]): Prisma.Sql {
  return key === 'item' || key === 'incident'
    ? Prisma.sql`${[...values]}::uuid[]`
    : Prisma.sql`${[...values]}::text[]`;
}
