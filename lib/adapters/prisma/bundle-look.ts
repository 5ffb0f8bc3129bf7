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
    streamLengths: (incidentId) => throwingCustodyErrors(() => look.streamLengths(incidentId)),
  };
}
