import type { RemovalDesk } from '../../ports/body-removals.ts';
import type { Transaction } from './transaction.ts';

/** The desk's drawer for removed bodies, inside one transaction. */
export function removalDesk(tx: Transaction): RemovalDesk {
  return {
    withholdBody: async ({ eventId, decision, readers }) => {
      await tx.bodyWithheld.create({ data: { eventId, decision, readers: [...readers] } });
    },
    planErasure: async (erasure) => {
      await tx.bodyErasure.create({ data: erasure });
    },
    eraseBody: async (eventId) => {
      const rows = await tx.$queryRaw<{ erased: boolean }[]>`select erase_body(${eventId}::uuid) as erased`;
      return rows[0]?.erased === true;
    },
  };
}
