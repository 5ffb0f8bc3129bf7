import type { DecidedRemoval } from '../../custody/body-removal.ts';
import type { PlannedErasure, RemovalLook } from '../../ports/body-removals.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/** What procedures read of removed bodies, over a pool or inside a transaction. */
export function removalLook(tx: Transaction): RemovalLook {
  return {
    removalOf: async (eventId) => (await decidedRemovals(tx, [eventId])).get(eventId) ?? null,
    quotedBy: async (eventId, how) => {
      const rows = await tx.$queryRaw<{ n: bigint }[]>`
        select c.n from custody_event c join custody_event about on about.id = ${eventId}::uuid and about.stream = c.stream
        where c.type = 'custody.corrected' and c.body is not null
          and convert_from(c.body, 'UTF8')::jsonb -> 'detail' ->> 'eventId' = about.id::text
          and not exists (select from body_erasure b where b.event_id = c.id)
          and (${how === 'erase'} or not exists (select from body_withheld w where w.event_id = c.id))
        order by c.n`;
      return rows.map(({ n }) => n.toString());
    },
    plannedErasures: (most, skip) => tx.$queryRaw<PlannedErasure[]>`
      select b.event_id::text as "eventId", b.data_key as "dataKey", b.decision, c.id::text as "decidedBy",
        exists (select from custody_event f where f.stream = about.stream and f.type = 'ledger.erasure-failed'
          and convert_from(f.body, 'UTF8')::jsonb -> 'detail' ->> 'eventId' = b.event_id::text) as "failureTold"
      from body_erasure b join custody_event about on about.id = b.event_id, lateral (
        select id from custody_event where stream = about.stream and type = 'ledger.body-erased'
          and convert_from(body, 'UTF8')::jsonb -> 'detail' ->> 'eventId' = b.event_id::text limit 1) c
      where b.erased_at is null order by b.decided_at, b.event_id limit ${most} offset ${skip}`,
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolRemovalLook(db: Database): RemovalLook {
  const look = removalLook(db);
  return {
    removalOf: (eventId) => throwingCustodyErrors(() => look.removalOf(eventId)),
    quotedBy: (eventId, how) => throwingCustodyErrors(() => look.quotedBy(eventId, how)),
    plannedErasures: (most, skip) => throwingCustodyErrors(() => look.plannedErasures(most, skip)),
  };
}

/** What was decided of the words of these events. An erasure counts from its decision on, before it is carried out. */
export async function decidedRemovals(
  tx: Transaction,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, DecidedRemoval>> {
  const where = { eventId: { in: [...eventIds] } };
  const withheld = await tx.bodyWithheld.findMany({ where });
  const erased = await tx.bodyErasure.findMany({ where });
  const removals = new Map<string, DecidedRemoval>();
  for (const { eventId, decision, decidedAt, readers } of withheld)
    removals.set(eventId, { kind: 'withheld', decision, at: decidedAt.toISOString(), readers });
  for (const { eventId, decision, decidedAt } of erased)
    removals.set(eventId, { kind: 'erased', decision, at: decidedAt.toISOString(), readers: [] });
  return removals;
}
