import { recordedEventOf } from '../../custody/recorded-event.ts';
import type { BundleDesk, BundleLook } from '../../ports/bundle-look.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { streamId } from './stream-id.ts';
import type { Transaction } from './transaction.ts';

/** What procedures read for bundles, over a pool or inside a transaction. */
export function bundleLook(tx: Transaction): BundleLook {
  return {
    streamIdOf: streamId,
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
    receiptsAbout: async (incidentId) => {
      const rows = await tx.custodyEvent.findMany({
        where: { incidentId, type: 'bundle.receipt-accepted' },
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
    entriesAbout: async (incidentId, without) => {
      const [row] = await tx.$queryRaw<{ size: bigint; indexes: bigint[] }[]>`
        select coalesce((select max(idx) + 1 from ledger_entry), 0)::bigint as size, array(
          select l.idx from custody_event e join ledger_entry l on l.event_id = e.id
          where e.incident_id = ${incidentId}::uuid and e.stream <> all(${[...without]}) order by l.idx) as indexes`;
      return { size: row?.size ?? 0n, indexes: row?.indexes ?? [] };
    },
  };
}

export function bundleDesk(tx: Transaction): BundleDesk {
  return {
    lockBundles: async (stream) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`bundles:${stream}`}, 0))`;
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolBundleLook(db: Database): BundleLook {
  const look = bundleLook(db);
  return {
    streamIdOf: look.streamIdOf,
    itemNamed: (evidenceId) => throwingCustodyErrors(() => look.itemNamed(evidenceId)),
    receiptsAbout: (incidentId) => throwingCustodyErrors(() => look.receiptsAbout(incidentId)),
    bundleFacts: (stream) => throwingCustodyErrors(() => look.bundleFacts(stream)),
    streamLengths: (incidentId) => throwingCustodyErrors(() => look.streamLengths(incidentId)),
    entriesAbout: (incidentId, without) =>
      throwingCustodyErrors(() => look.entriesAbout(incidentId, without)),
  };
}
