import type { LedgerLook } from '../../ports/ledger-state.ts';
import { streamId } from './stream-id.ts';
import type { Transaction } from './transaction.ts';

/** What procedures read of the ledger's own state. Ids that are no UUIDs are simply not found. */
export function ledgerLook(tx: Transaction): LedgerLook {
  return {
    ledgerFreeze: async () => {
      const row = await tx.ledgerFreeze.findUnique({ where: { id: 1 } });
      if (row === null) return null;
      const { id: _, checkedAt: __, ...freeze } = row;
      return freeze;
    },
    newestEvent: async (stream) => {
      const found = await tx.custodyEvent.findFirst({
        where: { stream: streamId(stream) },
        orderBy: { n: 'desc' },
        select: { id: true },
      });
      return found?.id ?? null;
    },
    isSigned: async (eventId) => {
      if (!isUuid(eventId)) return null;
      const rows = await tx.$queryRaw<{ signed: boolean }[]>`
        select coalesce(e.idx < (select max(size) from ledger_checkpoint), false) as signed
        from custody_event c left join ledger_entry e on e.event_id = c.id where c.id = ${eventId}::uuid`;
      return rows[0]?.signed ?? null;
    },
    anchorTroubles: () =>
      tx.ledgerAnchorState.findMany({
        where: { OR: [{ failingSince: { not: null } }, { toldAt: { not: null } }] },
        omit: { triedAt: true },
        orderBy: [{ kind: 'asc' }, { name: 'asc' }],
      }),
  };
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
