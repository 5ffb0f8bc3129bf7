import { CustodyError } from '../../custody/custody-error.ts';
import { inventoryStates, type SignatureRefusal, signatureRefusals } from '../../custody/inventory.ts';
import type { InventoryDesk } from '../../ports/inventory-desk.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** The desk's drawer for joint inventories, inside one transaction. */
export function inventoryDesk(tx: Transaction): InventoryDesk {
  return {
    startInventory: async ({ incidentId, reason, starter, evidenceIds }) => {
      const number = await nextNumber(tx, 'INV');
      const { id } = await tx.inventory.create({
        data: {
          ...{ id: uuidV7(), number, incidentId, reason },
          starter: jsonColumn(starter),
          state: inventoryStates[0],
        },
      });
      await tx.inventoryItem.createMany({
        data: evidenceIds.map((evidenceId) => ({ inventoryId: id, evidenceId })),
      });
      return { id, number };
    },
    countItem: async ({ inventoryId, evidenceId, counter, ...count }) => {
      // The database's guard looks again, and keeps a signature out until this count is committed.
      const open = await tx.$queryRaw<{ id: string }[]>`
        select i.id::text from inventory i join inventory_item e on e.inventory_id = i.id
        where i.id = ${inventoryId}::uuid and e.evidence_id = ${evidenceId}::uuid and i.state = 'counting'`;
      if (open.length === 0)
        throw new CustodyError('conflict', 'This inventory is over, or does not expect this item.');
      const id = uuidV7();
      await tx.inventoryCount.create({
        data: { ...count, id, inventoryId, evidenceId, counter: jsonColumn(counter) },
      });
      return { countId: id };
    },
    signInventory: async (id, signer, countsSha256) => {
      const rows = await tx.$queryRaw<{ outcome: string }[]>`
        select sign_inventory(${id}::uuid, ${JSON.stringify(signer)}::jsonb, ${countsSha256}) as outcome`;
      const outcome = rows[0]?.outcome;
      if (outcome === 'signed' || outcome === 'ended' || isRefusal(outcome)) return outcome;
      throw new Error(`an unknown outcome of a signature: ${outcome}`);
    },
    abandonInventory: async (id) => {
      const rows = await tx.$queryRaw<{ over: boolean }[]>`select abandon_inventory(${id}::uuid) as over`;
      return rows[0]?.over === true;
    },
  };
}

function isRefusal(outcome: string | undefined): outcome is SignatureRefusal {
  return (signatureRefusals as readonly (string | undefined)[]).includes(outcome);
}
