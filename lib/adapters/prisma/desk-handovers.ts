import { type HandoverRefusal, handoverRefusals, handoverStates } from '../../custody/handover.ts';
import type { HandoverDesk, NewHandover } from '../../ports/handover-desk.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const hourMs = 3_600_000;

/** The desk's drawer for transfers of custody, inside one transaction. */
export function handoverDesk(tx: Transaction): HandoverDesk {
  return {
    offerCustody: (offer) => offerCustody(tx, offer),
    endHandover: async (id, end, person) => {
      const rows = await tx.$queryRaw<{ outcome: string }[]>`
        select end_handover(${id}::uuid, ${end}, ${person}) as outcome`;
      const outcome = rows[0]?.outcome;
      if (outcome === end) return end;
      if (isRefusal(outcome)) return outcome;
      throw new Error(`an unknown outcome of a hand-over: ${outcome}`);
    },
  };
}

async function offerCustody(tx: Transaction, { from, to, offerer, hours, ...offer }: NewHandover) {
  const number = await nextNumber(tx, 'HO');
  const now = Date.now();
  const row = await tx.handover.create({
    data: {
      ...offer,
      id: uuidV7(now),
      number,
      fromObjectId: from.objectId,
      fromName: from.displayName,
      toObjectId: to.objectId,
      toName: to.displayName,
      offeredBy: offerer.objectId,
      offerer: jsonColumn(offerer),
      state: handoverStates[0],
      expiresAt: new Date(now + hours * hourMs),
    },
  });
  return { id: row.id, number, expiresAt: row.expiresAt.toISOString() };
}

function isRefusal(outcome: string | undefined): outcome is HandoverRefusal {
  return (handoverRefusals as readonly (string | undefined)[]).includes(outcome);
}
