import type { PersonActor } from '../../custody/actor.ts';
import { keyOfResult } from '../../custody/request-key.ts';
import type {
  HuntingDesk,
  HuntingLook,
  HuntingRunRecord,
  NewHuntingQuery,
  NewHuntingRun,
} from '../../ports/hunting-desk.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';

const withoutBytes = { bytes: true } as const; // as Prisma's `omit`

/** Queries that were run and saved, inside or outside a transaction. */
export function huntingLook(tx: Transaction): HuntingLook {
  return {
    huntingRun: async (id) =>
      isUuid(id) ? runOf(await tx.huntingRun.findUnique({ where: { id }, omit: withoutBytes })) : null,
    huntingRunByKey: async (requestKey) =>
      runOf(await tx.huntingRun.findUnique({ where: { requestKey }, omit: withoutBytes })),
    huntingBytes: async (id) =>
      isUuid(id)
        ? ((await tx.huntingRun.findUnique({ where: { id }, select: { bytes: true } }))?.bytes ?? null)
        : null,
    deviceName: async (incidentId, deviceId) => {
      const where = { incidentId_deviceId: { incidentId, deviceId } };
      return (await tx.incidentDevice.findUnique({ where, select: { name: true } }))?.name ?? null;
    },
    huntingQuery: (seriesId) =>
      tx.huntingQuery.findFirst({
        where: { seriesId },
        orderBy: { version: 'desc' },
        select: { seriesId: true, version: true, incidentId: true, name: true },
      }),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolHuntingLook(db: Database): HuntingLook {
  const look = huntingLook(db);
  return {
    huntingRun: (id) => throwingCustodyErrors(() => look.huntingRun(id)),
    huntingRunByKey: (key) => throwingCustodyErrors(() => look.huntingRunByKey(key)),
    huntingBytes: (id) => throwingCustodyErrors(() => look.huntingBytes(id)),
    deviceName: (incidentId, deviceId) => throwingCustodyErrors(() => look.deviceName(incidentId, deviceId)),
    huntingQuery: (seriesId) => throwingCustodyErrors(() => look.huntingQuery(seriesId)),
  };
}

/** The desk's drawer for them, inside one transaction. */
export function huntingDesk(tx: Transaction): HuntingDesk {
  return {
    addHuntingRun: (run) => addRun(tx, run),
    lockHuntingRun: async (id) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`hunting run ${id}`}, 0))`;
    },
    addHuntingQuery: (query) => addQuery(tx, query),
  };
}

async function addRun(tx: Transaction, { person, bytes, ...run }: NewHuntingRun): Promise<void> {
  const made = { personObjectId: person.objectId, person: jsonColumn(person), bytes: new Uint8Array(bytes) };
  await tx.huntingRun.create({ data: { ...run, ...made } });
  await tx.$executeRaw`
    update hunting_run r set bytes = null
    where bytes is not null and created_at < clock_timestamp() - interval '8 days'
      and not exists (select from acquisition a where a.request_key = ${keyOfResult('')} || r.id::text and a.finished_at is null)`;
}

async function addQuery(
  tx: Transaction,
  { author, ...query }: NewHuntingQuery,
): Promise<{ readonly version: number }> {
  const newest = await huntingLook(tx).huntingQuery(query.seriesId);
  const version = (newest?.version ?? 0) + 1;
  const by = { authorObjectId: author.objectId, author: jsonColumn(author) };
  await tx.huntingQuery.create({ data: { ...query, ...by, version } });
  return { version };
}

type RunRow = Omit<HuntingRunRecord, 'askedAt' | 'person'> & {
  readonly askedAt: Date;
  readonly person: unknown;
};

function runOf(row: RunRow | null): HuntingRunRecord | null {
  if (row === null) return null;
  const { id, incidentId, deviceId, deviceName, query, timespan, rowCount, truncated, sha256 } = row;
  return {
    ...{ id, incidentId, deviceId, deviceName, query, timespan, rowCount, truncated, sha256 },
    askedAt: row.askedAt.toISOString(),
    person: row.person as PersonActor,
  };
}
