import { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ExportFormat } from '../../custody/export-format.ts';
import type {
  ClaimedExport,
  ExportDesk,
  ExportLease,
  ExportLook,
  ExportRecord,
  ExportRuns,
  MadeExport,
} from '../../ports/export-desk.ts';
import type { Database } from './client.ts';
import { databaseTime } from './database-clock.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const silentSeconds = 60;

/** The request of `event_export x` as it can be read, of `custody_event c`. */
const isRequest = Prisma.sql`c.actor_object_id = x.object_id and c.type = 'export.requested'
  and event_subject(c.body, 'export') = x.id::text and not exists (select from body_erasure b where b.event_id = c.id)`;
const isFree = Prisma.sql`x.finished_at is null and (x.lease_until is null or x.lease_until < clock_timestamp())`;

/** Which records are in a file is not kept, only of which incidents: of `event_export x`, whatever was decided since. */
const isOutdated = Prisma.sql`exists (
  select from custody_event c join (
    select event_id, decided_at, readers from body_withheld
    union all select event_id, decided_at, '{}' from body_erasure) r on r.event_id = c.id
  where r.decided_at >= x.requested_at and x.object_id <> all(r.readers)
    and (c.incident_id is null or c.incident_id = any(x.incident_ids)))`;

/** Files of events, inside or outside a transaction. */
export function exportLook(tx: Transaction): ExportLook {
  return {
    eventExport: async (id) =>
      isUuid(id) ? recordOf(await tx.eventExport.findUnique({ where: { id } })) : null,
    exportPart: async ({ id, fence }, position) => {
      const where = { exportId_fence_position: { exportId: id, fence, position } };
      return (await tx.eventExportPart.findUnique({ where, select: { bytes: true } }))?.bytes ?? null;
    },
    exportAudiences: async (id) => {
      const found = await tx.$queryRaw<{ members: string[] }[]>`
        select coalesce(array_agg(m.object_id) filter (where m.object_id is not null), '{}') as members
        from event_export x join incident i on i.id = any(x.incident_ids) and i.restricted
        left join incident_member m on m.incident_id = i.id
        where x.id = ${id}::uuid group by i.id`;
      return found.map(({ members }) => ({ restricted: true, memberObjectIds: members }));
    },
    isExportOutdated: async (id) => {
      const found = await tx.$queryRaw<unknown[]>`
        select 1 from event_export x where x.id = ${id}::uuid and ${isOutdated}`;
      return found.length > 0;
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolExportLook(db: Database): ExportLook {
  const look = exportLook(db);
  return {
    eventExport: (id) => throwingCustodyErrors(() => look.eventExport(id)),
    exportPart: (of, position) => throwingCustodyErrors(() => look.exportPart(of, position)),
    exportAudiences: (id) => throwingCustodyErrors(() => look.exportAudiences(id)),
    isExportOutdated: (id) => throwingCustodyErrors(() => look.isExportOutdated(id)),
  };
}

/** The desk's drawer for them, inside one transaction. */
export function exportDesk(tx: Transaction): ExportDesk {
  return {
    openExports: async (objectId) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`exports:${objectId}`}, 0))`;
      return await tx.eventExport.count({ where: { objectId, finishedAt: null } });
    },
    restrictedIncidentsNamed: (objectId, words) => restrictedNamed(tx, objectId, words),
    addExport: async ({ requester, ...asked }) => {
      const id = uuidV7();
      const by = { objectId: requester.objectId, requester: jsonColumn(requester) };
      await tx.eventExport.create({ data: { id, ...by, ...asked, requestedAt: await databaseTime(tx) } });
      return { id };
    },
    finishExport: async ({ id, fence }, made) => {
      const finishedAt = await databaseTime(tx);
      const { count } = await tx.eventExport.updateMany({
        where: { id, fence, state: 'running' },
        data:
          'problem' in made
            ? { state: 'failed', finishedAt, ...made }
            : { state: 'done', finishedAt, ...rowOf(made) },
      });
      if (count === 0) throw fencedOff();
    },
  };
}

/** Claims and heartbeats of exports. See the port for the rules. */
export function exportRuns(db: Database): ExportRuns {
  return {
    claimExport: () => throwingCustodyErrors(() => claim(db)),
    claimUnaskedExport: () => throwingCustodyErrors(() => claimUnasked(db)),
    keepExportPart: (lease, position, bytes) =>
      throwingCustodyErrors(() => keepPart(db, lease, position, bytes)),
    dropExportParts: () =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          with file as materialized (
            select x.id, x.fence, x.expires_at < clock_timestamp() or x.state = 'failed' or ${isOutdated} as is_over
            from event_export x where x.id in (select export_id from event_export_part))
          delete from event_export_part p using file
          where file.id = p.export_id and (file.is_over or p.fence < file.fence)`;
      }),
  };
}

async function claim(db: Database): Promise<ClaimedExport | null> {
  return await claimed(
    db,
    Prisma.sql`
      select x.id, request.idx from event_export x cross join lateral (
        select l.idx from custody_event c join ledger_entry l on l.event_id = c.id where ${isRequest}) request
      where ${isFree}`,
  );
}

async function claimUnasked(db: Database): Promise<ExportLease | null> {
  return await claimed(
    db,
    Prisma.sql`
      select x.id, 0::bigint as idx from event_export x
      where ${isFree} and not exists (select from custody_event c where ${isRequest})`,
  );
}

/** In: which ones, with the size of the ledger before each was asked for. */
async function claimed(db: Database, waiting: Prisma.Sql): Promise<ClaimedExport | null> {
  const [row] = await db.$queryRaw<{ id: string; idx: bigint }[]>`
    with next as (${waiting} order by x.requested_at limit 1 for update of x skip locked)
    update event_export x set fence = x.fence + 1, state = 'running',
      lease_until = clock_timestamp() + make_interval(secs => ${silentSeconds})
    from next where x.id = next.id returning x.id::text, next.idx`;
  if (row === undefined) return null;
  const lease = recordOf(await db.eventExport.findUnique({ where: { id: row.id } }));
  return lease === null ? null : { ...lease, ledgerSize: row.idx };
}

async function keepPart(
  db: Database,
  { id, fence }: ExportLease,
  position: number,
  bytes: Uint8Array,
): Promise<void> {
  const kept = await db.$executeRaw`
    with claimed as (
      update event_export set lease_until = clock_timestamp() + make_interval(secs => ${silentSeconds})
      where id = ${id}::uuid and fence = ${fence} and state = 'running' returning id)
    insert into event_export_part (export_id, fence, position, bytes)
    select id, ${fence}, ${position}, ${bytes} from claimed`;
  if (kept === 0) throw fencedOff();
}

/** By number or id: incidents, their items, requests and grants; and devices that no other incident has. */
async function restrictedNamed(
  tx: Transaction,
  objectId: string,
  words: readonly string[],
): Promise<readonly string[]> {
  const [exact, lower] = [[...words], words.map((word) => word.toLowerCase())];
  const isNamed = (number: Prisma.Sql, id: Prisma.Sql) =>
    Prisma.sql`(${number} = any(${exact}::text[]) or ${id}::text = any(${lower}::text[]))`;
  const isDevice = Prisma.sql`(lower(d.name) = any(${lower}::text[]) or lower(d.device_id) = any(${lower}::text[]))`;
  const found = await tx.$queryRaw<{ id: string }[]>`
    select i.id::text from incident i
    where i.restricted and (
      exists (select from incident_member m where m.incident_id = i.id and m.object_id = ${objectId})
      or exists (select from break_glass b where b.incident_id = i.id and b.object_id = ${objectId}
        and b.end_recorded_at is null and b.ends_at > clock_timestamp()))
    and (${isNamed(Prisma.sql`i.number`, Prisma.sql`i.id`)}
      or exists (select from evidence_item x where x.incident_id = i.id
        and ${isNamed(Prisma.sql`x.exhibit_number`, Prisma.sql`x.id`)})
      or exists (select from access_request r left join access_grant g on g.request_id = r.id
        where r.incident_id = i.id
          and (${isNamed(Prisma.sql`r.number`, Prisma.sql`r.id`)} or g.id::text = any(${lower}::text[])))
      or exists (select from incident_device d where d.incident_id = i.id and ${isDevice}
        and not exists (select from incident_device o join incident other on other.id = o.incident_id
          where o.device_id = d.device_id and not other.restricted)))`;
  return found.map(({ id }) => id);
}

function rowOf({ incidentIds, expiresAt, ...made }: MadeExport) {
  return { ...made, incidentIds: [...incidentIds], expiresAt: new Date(expiresAt) };
}

type Row = Awaited<ReturnType<Transaction['eventExport']['findUnique']>>;

function recordOf(row: Row): ExportRecord | null {
  if (row === null) return null;
  const { id, query, seesPeople, aboutIncidentId, fence, events, bytes, sha256, manifest, expiresAt } = row;
  const isMade =
    events !== null && bytes !== null && sha256 !== null && manifest !== null && expiresAt !== null;
  return {
    ...{ id, query, seesPeople, aboutIncidentId, fence },
    requester: row.requester as unknown as PersonActor,
    format: row.format as ExportFormat, // checked by the database
    requestedAt: row.requestedAt.toISOString(),
    made: isMade ? { events, bytes, sha256, manifest, expiresAt: expiresAt.toISOString() } : null,
  };
}

function fencedOff(): CustodyError {
  return new CustodyError('fenced-off', 'Another worker took this export over, or it is over.');
}
