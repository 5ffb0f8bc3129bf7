import { Prisma } from '../../prisma/generated/client.ts';
import type { IsWanted } from './search-events-kinds.ts';
import type { Wanted, WantedNames } from './search-events-names.ts';

/** Columns of `custody_event e`, as the indexes have them. */
export const eventColumnsSql = {
  item: Prisma.sql`e.evidence_id`,
  request: Prisma.sql`event_subject(e.body, 'request')`,
  device: Prisma.sql`event_subject(e.body, 'device')`,
  stream: Prisma.sql`e.stream`,
  chain: Prisma.sql`(case when e.evidence_id::text = e.stream then e.stream || ' filed' else e.stream end)`, // filed as its item's or not
  incident: Prisma.sql`e.incident_id`,
  place: Prisma.sql`event_address(e.actor_ip)`, // of the address among all addresses
  address: Prisma.sql`e.actor_ip`,
  person: Prisma.sql`e.actor_object_id`,
  personFrom: Prisma.sql`(e.actor_ip || ' ' || e.actor_object_id)`,
  personAtItem: Prisma.sql`(e.evidence_id::text || ' ' || e.actor_object_id)`,
  part: Prisma.sql`e.actor_label`,
  kind: Prisma.sql`e.kind`,
} as const;
export type LeadKey = keyof typeof eventColumnsSql;

/** The columns by which a search begins, and the values wanted there, each found by an index that goes on by time. */
export interface Lead {
  readonly keys: readonly LeadKey[]; // in the order of the index; their values need not be asked for again
  readonly table: Prisma.Sql; // the wanted values, one row for each place in the index: l.c0, l.c1, …
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
    case 'place':
    case 'address':
      return [Prisma.sql`e.actor_ip is not null`];
    case 'personFrom':
      return [Prisma.sql`e.actor_ip is not null and e.actor_object_id is not null`];
    case 'personAtItem':
      return [Prisma.sql`e.evidence_id is not null and e.actor_object_id is not null`];
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
    case 'chain':
    case 'kind':
    case undefined:
      return [];
  }
}

function columnsOf(lead: Lead | null): Prisma.Sql[] {
  return lead === null ? [] : lead.keys.map((key) => eventColumnsSql[key]);
}

function valuesOf(lead: Lead | null): Prisma.Sql[] {
  return lead === null ? [] : lead.keys.map((_, index) => Prisma.raw(`l.c${index}`));
}

/**
 * What finds the fewest; null: time alone. Of one item, person or address there may be millions: each kind of event that
 * there is of them by itself, so that a rare one is not searched for. In: which kinds are wanted; null: every one.
 */
export async function leadOf(
  tx: Prisma.TransactionClient,
  names: WantedNames,
  isWanted: IsWanted | null,
): Promise<Lead | null> {
  const [first = null] = [
    ...prefix(names, 'personAtItem'),
    ...prefix(names, 'item'),
    ...prefix(names, 'request'),
    ...prefix(names, 'device'),
    ...prefix(names, 'stream'),
    ...prefix(names, 'incident'),
    ...prefix(names, 'personFrom'),
    ...prefix(names, 'address'),
    ...prefix(names, 'person'),
    ...prefix(names, 'part'),
  ];
  if (first === null && isWanted === null) return null;
  if (first !== null && isByTimeAlone(first)) return { ...first, table: tableOf(first) };
  const places = await placesIn(tx, first ?? { keys: [], values: [] });
  return { keys: places.keys, table: tableOf(only(places, isWanted)) };
}

/** Every kind of event that was ever recorded, newer versions' included: one probe of the index for each. */
export async function recordedKinds(tx: Prisma.TransactionClient): Promise<readonly string[]> {
  return (await placesIn(tx, { keys: [], values: [] })).values[0] ?? [];
}

/** Values of columns that stand beside each other: the columns of a table, of equal length. */
interface Places {
  readonly keys: readonly LeadKey[];
  readonly values: readonly (readonly string[])[];
}

function prefix(names: WantedNames, key: LeadKey): readonly Places[] {
  const values = namedBy(names, key);
  if (values === null) return [];
  if (key === 'address') return [{ keys: ['place', 'address'], values: [values, values] }];
  if (key === 'stream')
    return [{ keys: ['chain'], values: [values.flatMap((stream) => [stream, `${stream} filed`])] }];
  return [{ keys: [key], values: [values] }];
}

function namedBy(names: WantedNames, key: LeadKey): Wanted['any'] {
  switch (key) {
    case 'item':
      return names.items.any;
    case 'request':
      return names.requests.any;
    case 'device':
      return names.devices.any;
    case 'stream':
      return names.streams.any;
    case 'incident':
      return names.incidents.any;
    case 'address':
      return names.ranges.any?.length === 0 ? names.addresses.any : null; // a range is asked of each event
    case 'person':
      return names.components.any?.length === 0 ? names.people.any : null; // people and parts have an index each
    case 'personFrom':
      return withPeople(names, namedBy(names, 'address'));
    case 'personAtItem':
      return withPeople(names, names.items.any);
    case 'part':
      return names.people.any?.length === 0 ? names.components.any : null;
    case 'place':
    case 'chain':
    case 'kind':
      return null; // never named by themselves
  }
}

/** Each of these together with each person that is named. */
function withPeople(names: WantedNames, values: Wanted['any']): Wanted['any'] {
  const people = namedBy(names, 'person');
  if (people === null || values === null) return null;
  return values.flatMap((value) => people.map((person) => `${value} ${person}`));
}

/** Their indexes know no kinds: there are never many of one. */
function isByTimeAlone({ keys: [first] }: Places): boolean {
  return first === 'request' || first === 'device';
}

function only({ keys, values }: Places, isWanted: IsWanted | null): Places {
  const kinds = values.at(-1) ?? [];
  const isKept = (_: unknown, row: number) => isWanted === null || isWanted(kinds[row] ?? '');
  return { keys, values: values.map((column) => column.filter(isKept)) };
}

/** Which kinds there are of each: the index is entered once for every one of them, however many events it has. */
async function placesIn(tx: Prisma.TransactionClient, wanted: Places): Promise<Places> {
  const keys = [...wanted.keys, 'kind'] as const;
  const columns = keys.map((key) => eventColumnsSql[key]);
  const named = keys.map((_, index) => Prisma.raw(`c${index}`));
  const of = (table: string, count: number) =>
    Array.from({ length: count }, (_, index) => Prisma.raw(`${table}.c${index}`));
  const isSame = (table: string) =>
    wanted.keys.map((_, index) => Prisma.raw(`n.c${index} = ${table}.c${index}`));
  // Asked as rows and without the values themselves, so that only the index of these columns serves.
  const next = (table: string, sign: Prisma.Sql, from: readonly Prisma.Sql[], to: readonly Prisma.Sql[]) => {
    const after =
      from.length === 0 ? [] : [Prisma.sql`(${Prisma.join([...from])}) ${sign} (${Prisma.join([...to])})`];
    const where = [Prisma.sql`true`, ...kept({ keys, table: Prisma.empty }), ...after];
    return Prisma.sql`cross join lateral (
      select ${Prisma.join(columns.map((column, index) => Prisma.sql`${column} as ${named[index]}`))}
      from custody_event e where ${Prisma.join(where, ' and ')} order by ${Prisma.join(columns)} limit 1) n
      where ${Prisma.join([Prisma.sql`true`, ...isSame(table)], ' and ')}`;
  };
  const first = Prisma.sql`select n.* from ${wanted.keys.length === 0 ? Prisma.sql`(select) l` : tableOf(wanted)}
    ${next('l', Prisma.sql`>=`, columns.slice(0, -1), of('l', wanted.keys.length))}`;
  const further = Prisma.sql`select n.* from place p ${next('p', Prisma.sql`>`, columns, of('p', keys.length))}`;
  const texts = named.map((name) => Prisma.sql`${name}::text`);
  const rows = await tx.$queryRaw<Record<string, string>[]>`
    with recursive place as ((${first}) union all (${further})) select ${Prisma.join(texts)} from place`;
  return { keys, values: keys.map((_, index) => rows.map((row) => row[`c${index}`] ?? '')) };
}

function tableOf({ keys, values }: Places): Prisma.Sql {
  const arrays = keys.map((key, index) => arrayOf(key, values[index] ?? []));
  return Prisma.sql`unnest(${Prisma.join(arrays)}) as l(${Prisma.raw(keys.map((_, index) => `c${index}`).join(', '))})`;
}

/** Values as an array of the column's type. A place is given by its address. */
export function arrayOf(key: LeadKey, values: readonly string[]): Prisma.Sql {
  const texts = Prisma.sql`${[...values]}::text[]`;
  if (key === 'place') return Prisma.sql`array(select event_address(a) from unnest(${texts}) a)`;
  return key === 'item' || key === 'incident' ? Prisma.sql`${[...values]}::uuid[]` : texts;
}
