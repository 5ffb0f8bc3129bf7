import { recordedEventOf } from '../../custody/recorded-event.ts';
import type { BundleLook } from '../../ports/bundle-look.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/** What procedures read for bundles, over a pool or inside a transaction. */
export function bundleLook(tx: Transaction): BundleLook {
  return {
    itemNamed: (evidenceId) =>
      tx.evidenceItem.findUnique({
        where: { id: evidenceId },
        select: { incidentId: true, exhibitNumber: true },
      }),
    bundleFacts: async (stream) => {
      const rows = await tx.custodyEvent.findMany({
        where: { stream, type: { in: ['bundle.begun', 'bundle.exported', 'bundle.receipt-accepted'] } },
        orderBy: { n: 'asc' },
        select: { body: true },
      });
      return rows.flatMap(({ body }) => recordedEventOf(body) ?? []);
    },
    streamLengths: async (incidentId) => {
      const rows = await tx.$queryRaw<{ stream: string; events: bigint }[]>`
        select s.id as stream, s.next_n as events
        from evidence_item i join ledger_stream s on s.id = i.id::text
        where i.incident_id = ${incidentId}::uuid and s.next_n > 0 order by s.id`;
      return rows.map(({ stream, events }) => ({ stream, events: events.toString() }));
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolBundleLook(db: Database): BundleLook {
  const look = bundleLook(db);
  return {
    itemNamed: (evidenceId) => throwingCustodyErrors(() => look.itemNamed(evidenceId)),
    bundleFacts: (stream) => throwingCustodyErrors(() => look.bundleFacts(stream)),
    streamLengths: (incidentId) => throwingCustodyErrors(() => look.streamLengths(incidentId)),
  };
}
