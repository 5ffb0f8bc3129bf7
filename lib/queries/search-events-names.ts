import { Prisma } from '../../prisma/generated/client.ts';
import type { EventKey, EventQuery, EventTerm } from '../custody/event-query.ts';
import { cursorId } from './require-id.ts';

/** Values of one key after their names were looked up. */
export interface Wanted {
  readonly any: readonly string[] | null; // null: whatever it is
  readonly none: readonly string[];
}

/** What a search names, as the columns of events have it. */
export interface WantedNames {
  readonly incidents: Wanted;
  readonly items: Wanted;
  readonly people: Wanted;
  readonly components: Wanted; // of Holdfast, when nobody asked
  readonly devices: Wanted;
  readonly requests: Wanted;
  readonly addresses: Wanted;
  readonly ranges: Wanted; // of more addresses than are looked up
  readonly streams: Wanted;
  readonly unknown: readonly string[]; // what is called nothing that the viewer may see, as it was typed
}

type Named = ReadonlyMap<string, readonly string[]>; // by what was typed

/** Looks up incidents, items, people, devices and requests by name. What the viewer may not see is not there. */
export async function wantedNames(
  tx: Prisma.TransactionClient,
  visible: Prisma.IncidentWhereInput,
  { terms }: EventQuery,
): Promise<WantedNames> {
  const typed = (key: EventKey) => [
    ...new Set(terms.filter((term) => term.key === key).map(({ value }) => value)),
  ];
  const incidents = await incidentsNamed(tx, typed('incident'), visible);
  const items = await itemsNamed(tx, typed('item'), visible);
  const requests = await requestsNamed(tx, typed('grant'), visible);
  const devices = await devicesNamed(tx, typed('device'), visible);
  const people = await peopleNamed(tx, typed('actor'));
  const components = new Map(
    typed('actor')
      .filter((name) => !people.has(name))
      .map((name) => [name, [name]]),
  );
  const addresses = await addressesIn(tx, typed('ip'));
  const ranges = typed('ip').filter((range) => !addresses.has(range));
  const asTyped = (key: EventKey) => new Map(typed(key).map((value) => [value, [value]]));
  const missing = (key: EventKey, found: Named) =>
    typed(key)
      .filter((value) => !found.has(value))
      .map((value) => `${key}:${value}`);
  return {
    incidents: wanted(terms, 'incident', incidents),
    items: wanted(terms, 'item', items),
    people: wanted(terms, 'actor', people),
    components: wanted(terms, 'actor', components),
    devices: wanted(terms, 'device', devices),
    requests: wanted(terms, 'grant', requests),
    addresses: wanted(terms, 'ip', addresses),
    ranges: wanted(terms, 'ip', new Map(ranges.map((range) => [range, [range]]))),
    streams: wanted(terms, 'stream', asTyped('stream')),
    unknown: [...missing('incident', incidents), ...missing('item', items), ...missing('grant', requests)],
  };
}

function wanted(terms: readonly EventTerm[], key: EventKey, named: Named): Wanted {
  const of = (negated: boolean) => terms.filter((term) => term.key === key && term.negated === negated);
  const ids = (some: readonly EventTerm[]) => [
    ...new Set(some.flatMap(({ value }) => named.get(value) ?? [])),
  ];
  return { any: of(false).length === 0 ? null : ids(of(false)), none: ids(of(true)) };
}

async function incidentsNamed(
  tx: Prisma.TransactionClient,
  typed: readonly string[],
  visible: Prisma.IncidentWhereInput,
): Promise<Named> {
  if (typed.length === 0) return new Map();
  const found = await tx.incident.findMany({
    where: { AND: [{ OR: [{ number: { in: [...typed] } }, { id: { in: ids(typed) } }] }, visible] },
    select: { id: true, number: true },
  });
  return byName(found.map(({ id, number }) => [id, [number, id]]));
}

async function itemsNamed(
  tx: Prisma.TransactionClient,
  typed: readonly string[],
  visible: Prisma.IncidentWhereInput,
): Promise<Named> {
  if (typed.length === 0) return new Map();
  const found = await tx.evidenceItem.findMany({
    where: { OR: [{ exhibitNumber: { in: [...typed] } }, { id: { in: ids(typed) } }], incident: visible },
    select: { id: true, exhibitNumber: true },
  });
  return byName(found.map(({ id, exhibitNumber }) => [id, [exhibitNumber, id]]));
}

/** A grant goes by the number or id of its request, or by its own id. */
async function requestsNamed(
  tx: Prisma.TransactionClient,
  typed: readonly string[],
  visible: Prisma.IncidentWhereInput,
): Promise<Named> {
  if (typed.length === 0) return new Map();
  const found = await tx.accessRequest.findMany({
    where: {
      OR: [{ number: { in: [...typed] } }, { id: { in: ids(typed) } }, { grant: { id: { in: ids(typed) } } }],
      incident: visible,
    },
    select: { id: true, number: true, grant: { select: { id: true } } },
  });
  return byName(
    found.map(({ id, number, grant }) => [id, [number, id, ...(grant === null ? [] : [grant.id])]]),
  );
}

/** By name where a visible incident has one of it; else what was typed is taken for Defender's own id. */
async function devicesNamed(
  tx: Prisma.TransactionClient,
  typed: readonly string[],
  visible: Prisma.IncidentWhereInput,
): Promise<Named> {
  if (typed.length === 0) return new Map();
  const found = await tx.incidentDevice.findMany({
    where: { name: { in: [...typed], mode: 'insensitive' }, incident: visible },
    select: { deviceId: true, name: true },
  });
  const idsOf = (name: string) => found.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  return new Map(typed.map((name) => [name, [name, ...idsOf(name).map(({ deviceId }) => deviceId)]]));
}

/**
 * By object id, account or displayed name, or by the account without its domain where no part of Holdfast is called so:
 * whoever acted has signed in at some time.
 */
async function peopleNamed(tx: Prisma.TransactionClient, typed: readonly string[]): Promise<Named> {
  if (typed.length === 0) return new Map();
  const names = typed.map((name) => name.toLowerCase());
  const found = await tx.$queryRaw<{ id: string; account: string; name: string }[]>`
    select distinct object_id as id, lower(actor ->> 'userPrincipalName') as account, lower(actor ->> 'displayName') as name
    from session where lower(object_id) = any(${names}::text[])
      or lower(actor ->> 'userPrincipalName') = any(${names}::text[]) or lower(actor ->> 'displayName') = any(${names}::text[])
      or split_part(lower(actor ->> 'userPrincipalName'), '@', 1) = any(${names}::text[])`;
  // In the order of the index, else the database reads every event of every part to find that none is called so.
  const parts = await tx.$queryRaw<{ name: string }[]>`
    select name from unnest(${[...typed]}::text[]) name
    where (select true from custody_event where actor_object_id is null and actor_label = name
      order by kind, occurred_at, id limit 1)`;
  const of = (name: string) => {
    const low = name.toLowerCase();
    const exact = found.filter((one) => [one.id.toLowerCase(), one.account, one.name].includes(low));
    if (exact.length > 0 || parts.some((part) => part.name === name)) return exact;
    return found.filter(({ account }) => account.startsWith(`${low}@`));
  };
  const people = typed.map(
    (name) => [name, [...new Set([...of(name).map(({ id }) => id), ...ids([name])])]] as const,
  );
  return new Map(people.filter(([, found]) => found.length > 0));
}

const mostAddresses = 500;

/**
 * The addresses of each range that were ever recorded, as they are spelled there. A range of too many is left out: that
 * there are so many must not be told, for some may stand in records that are hidden.
 */
async function addressesIn(tx: Prisma.TransactionClient, ranges: readonly string[]): Promise<Named> {
  const found: [string, readonly string[]][] = [];
  for (const range of ranges) {
    const rows = await tx.$queryRaw<{ address: string }[]>(recordedIn(range));
    if (rows.length > mostAddresses) continue;
    // One that nobody came from stays a condition: what it excludes must not tell that it is on no record.
    found.push([range, rows.length === 0 ? [range] : rows.map(({ address }) => address)]);
  }
  return new Map(found);
}

/** One probe of the index for each address, in the order of addresses: from the first of the range, and not beyond its last. */
function recordedIn(range: string): Prisma.Sql {
  const place = Prisma.sql`event_address(e.actor_ip), e.actor_ip`;
  const { first, last } = endsOf(range);
  return Prisma.sql`
    with recursive recorded(place, address) as (
      (select ${place} from custody_event e
        where e.actor_ip is not null and event_address(e.actor_ip) >= ${first} and event_address(e.actor_ip) <= ${last}
        order by ${place} limit 1)
      union all
      select later.* from recorded, lateral (select ${place} from custody_event e
        where e.actor_ip is not null and (${place}) > (recorded.place, recorded.address) and event_address(e.actor_ip) <= ${last}
        order by ${place} limit 1) later)
    select address from recorded limit ${mostAddresses + 1}`;
}

/** The first and the last address of a range. */
export function endsOf(range: string): { readonly first: Prisma.Sql; readonly last: Prisma.Sql } {
  const single = Prisma.sql`case family(${range}::inet) when 4 then 32 else 128 end`;
  return {
    first: Prisma.sql`set_masklen(network(${range}::inet)::inet, ${single})`,
    last: Prisma.sql`set_masklen(broadcast(${range}::inet), ${single})`,
  };
}

function byName(found: readonly (readonly [id: string, names: readonly string[]])[]): Named {
  return new Map(found.flatMap(([id, names]) => names.map((name) => [name, [id]] as const)));
}

function ids(typed: readonly string[]): string[] {
  return typed.flatMap((text) => cursorId(text) ?? []);
}

/** The incidents whose events are not among those that are asked for. */
export async function hiddenIncidents(
  tx: Prisma.TransactionClient,
  visible: Prisma.IncidentWhereInput,
): Promise<readonly string[]> {
  const hidden = await tx.incident.findMany({
    where: { NOT: visible },
    select: { id: true },
  });
  return hidden.map(({ id }) => id);
}
