import type { PersonActor } from '../../custody/actor.ts';
import { currentCustodian, tellingCustody } from '../../custody/current-custodian.ts';
import type { HandoverState } from '../../custody/handover.ts';
import { recordedEventOf } from '../../custody/recorded-event.ts';
import type { HandoverLook, HandoverRecord } from '../../ports/handover-desk.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { onItsWayOut } from './disposal-look.ts';
import type { Transaction } from './transaction.ts';

/** What procedures read of transfers of custody, over a pool or inside a transaction. */
export function handoverLook(tx: Transaction): HandoverLook {
  return {
    handover: (id) => handover(tx, id),
    custodianOf: async (evidenceId) => {
      const where = { stream: evidenceId, type: { in: tellingCustody } };
      const rows = await tx.custodyEvent.findMany({ where, orderBy: { n: 'asc' }, select: { body: true } });
      return currentCustodian(rows.flatMap(({ body }) => recordedEventOf(body) ?? []));
    },
    waitingHandover: (evidenceId) =>
      tx.handover.findFirst({ where: { evidenceId, state: 'waiting' }, select: { number: true } }),
    knownPerson: async (objectId) => {
      const order = { orderBy: { createdAt: 'desc' }, select: { actor: true } } as const;
      const row = await tx.session.findFirst({ where: { objectId }, ...order });
      if (row === null) return null;
      const { displayName } = row.actor as unknown as PersonActor;
      return { objectId, displayName };
    },
    overdueHandovers: async (most) => {
      const disposed = { disposals: { some: { state: { in: onItsWayOut } } } };
      const where = { state: 'waiting', OR: [{ expiresAt: { lte: new Date() } }, { evidence: disposed }] };
      const order = { orderBy: { expiresAt: 'asc' }, take: most, select: { id: true } } as const;
      return (await tx.handover.findMany({ where, ...order })).map(({ id }) => id);
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolHandoverLook(db: Database): HandoverLook {
  const look = handoverLook(db);
  return {
    handover: (id) => throwingCustodyErrors(() => look.handover(id)),
    custodianOf: (evidenceId) => throwingCustodyErrors(() => look.custodianOf(evidenceId)),
    waitingHandover: (evidenceId) => throwingCustodyErrors(() => look.waitingHandover(evidenceId)),
    knownPerson: (objectId) => throwingCustodyErrors(() => look.knownPerson(objectId)),
    overdueHandovers: (most) => throwingCustodyErrors(() => look.overdueHandovers(most)),
  };
}

async function handover(tx: Transaction, id: string): Promise<HandoverRecord | null> {
  const row = await tx.handover.findUnique({
    where: { id },
    include: { evidence: { select: { exhibitNumber: true } } },
  });
  if (row === null) return null;
  const { number, evidenceId, incidentId, purpose, condition, location } = row;
  return {
    ...{ id, number, evidenceId, incidentId, purpose, condition, location },
    exhibitNumber: row.evidence.exhibitNumber,
    from: { objectId: row.fromObjectId, displayName: row.fromName },
    to: { objectId: row.toObjectId, displayName: row.toName },
    offerer: { ...(row.offerer as unknown as PersonActor), objectId: row.offeredBy }, // JSON of this register
    state: row.state as HandoverState,
    expiresAt: row.expiresAt.toISOString(),
  };
}
