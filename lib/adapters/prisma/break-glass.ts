import type { BreakGlass } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import type { BreakGlassDesk, BreakGlassLook, BreakGlassRecord } from '../../ports/break-glass-desk.ts';
import type { Database } from './client.ts';
import { databaseTime } from './database-clock.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** What procedures read of reading in an emergency, over a pool or inside a transaction. */
export function breakGlassLook(tx: Transaction): BreakGlassLook {
  return {
    breakGlass: async (id) => recordOf(await tx.breakGlass.findUnique({ where: { id } })),
    unreviewedBreakGlass: async () =>
      recordOf(await tx.breakGlass.findFirst({ where: { reviewedAt: null } })),
    overdueBreakGlass: async () => {
      const isOver = { OR: [{ endedAt: { not: null } }, { endsAt: { lte: await databaseTime(tx) } }] };
      return recordOf(await tx.breakGlass.findFirst({ where: { endRecordedAt: null, ...isOver } }));
    },
    incidentByNumber: (number) => tx.incident.findUnique({ where: { number }, select: { id: true } }),
    breakGlassOf: async (objectId) => {
      // Pages are shown by this process's clock: what either clock still calls open is recorded.
      const earliest = new Date(Math.min(Date.now(), (await databaseTime(tx)).getTime()));
      return await tx.breakGlass.findFirst({
        where: { objectId, endRecordedAt: null, endsAt: { gt: earliest } },
        select: { id: true, number: true, incidentId: true },
      });
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolBreakGlassLook(db: Database): BreakGlassLook {
  const look = breakGlassLook(db);
  return {
    breakGlass: (id) => throwingCustodyErrors(() => look.breakGlass(id)),
    unreviewedBreakGlass: () => throwingCustodyErrors(() => look.unreviewedBreakGlass()),
    overdueBreakGlass: () => throwingCustodyErrors(() => look.overdueBreakGlass()),
    incidentByNumber: (number) => throwingCustodyErrors(() => look.incidentByNumber(number)),
    breakGlassOf: (objectId) => throwingCustodyErrors(() => look.breakGlassOf(objectId)),
  };
}

/** The desk's drawer for it, inside one transaction. */
export function breakGlassDesk(tx: Transaction): BreakGlassDesk {
  return {
    openBreakGlass: async ({ incidentId, actor, reason, minutes }) => {
      const number = await nextNumber(tx, 'BG');
      const now = await databaseTime(tx); // which stamps its beginning as well
      const row = await tx.breakGlass.create({
        data: {
          ...{ id: uuidV7(), number, incidentId, reason, objectId: actor.objectId },
          actor: jsonColumn(actor),
          endsAt: new Date(now.getTime() + minutes * 60_000),
        },
      });
      return { id: row.id, number, endsAt: row.endsAt.toISOString() };
    },
    endBreakGlass: async (id, how) => {
      const now = await databaseTime(tx);
      const where =
        how === 'person'
          ? { endedAt: null, endsAt: { gt: now } }
          : { OR: [{ endedAt: { not: null } }, { endsAt: { lte: now } }] };
      const { count } = await tx.breakGlass.updateMany({
        where: { id, endRecordedAt: null, ...where },
        data: { endRecordedAt: now, ...(how === 'person' ? { endedAt: now } : {}) },
      });
      if (count === 0) return null;
      const use = await tx.breakGlass.findUniqueOrThrow({ where: { id } });
      return await tx.custodyEvent.count({
        where: {
          stream: use.incidentId,
          type: 'break-glass.read',
          actorObjectId: use.objectId,
          occurredAt: { gte: use.startsAt },
        },
      });
    },
    reviewBreakGlass: async (id, { by, verdict, words }) => {
      const now = await databaseTime(tx);
      const { count } = await tx.breakGlass.updateMany({
        where: { id, reviewedAt: null, OR: [{ endedAt: { lte: now } }, { endsAt: { lte: now } }] },
        data: {
          reviewedAt: now,
          reviewerObjectId: by.objectId,
          reviewer: jsonColumn(by),
          verdict,
          review: words,
        },
      });
      return count === 1;
    },
  };
}

function recordOf(row: BreakGlass | null): BreakGlassRecord | null {
  if (row === null) return null;
  const { id, number, incidentId, objectId } = row;
  return {
    ...{ id, number, incidentId },
    actor: { ...(row.actor as unknown as PersonActor), objectId },
    endsAt: row.endsAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    endRecordedAt: row.endRecordedAt?.toISOString() ?? null,
    reviewedAt: row.reviewedAt?.toISOString() ?? null,
  };
}
