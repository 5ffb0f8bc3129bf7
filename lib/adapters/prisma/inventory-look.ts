import type { PersonActor } from '../../custody/actor.ts';
import type { InventoryFinding, InventoryRecord, InventoryState } from '../../custody/inventory.ts';
import type { InventoryLook } from '../../ports/inventory-desk.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/** What procedures and pages read of joint inventories, over a pool or inside a transaction. */
export function inventoryLook(tx: Transaction): InventoryLook {
  return {
    inventory: (id) => inventory(tx, id),
    openInventory: (incidentId) =>
      tx.inventory.findFirst({ where: { incidentId, state: 'counting' }, select: { number: true } }),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolInventoryLook(db: Database): InventoryLook {
  const look = inventoryLook(db);
  return {
    inventory: (id) => throwingCustodyErrors(() => look.inventory(id)),
    openInventory: (incidentId) => throwingCustodyErrors(() => look.openInventory(incidentId)),
  };
}

async function inventory(tx: Transaction, id: string): Promise<InventoryRecord | null> {
  const row = await tx.inventory.findUnique({
    where: { id },
    include: {
      signatures: { orderBy: { signedAt: 'asc' } },
      items: {
        orderBy: { evidence: { exhibitNumber: 'asc' } },
        include: {
          evidence: { select: { exhibitNumber: true } },
          counts: { orderBy: [{ countedAt: 'desc' }, { id: 'desc' }], take: 1 },
        },
      },
    },
  });
  if (row === null) return null;
  const [digest] = await tx.$queryRaw<{ counts: string }[]>`select inventory_digest(${id}::uuid) as counts`;
  const countsSha256 = digest?.counts ?? '';
  return {
    id,
    number: row.number,
    incidentId: row.incidentId,
    state: row.state as InventoryState, // the database knows no other
    countsSha256,
    items: row.items.map(({ evidenceId, evidence, counts: [count] }) => ({
      evidenceId,
      exhibitNumber: evidence.exhibitNumber,
      count:
        count === undefined
          ? null
          : {
              finding: count.finding as InventoryFinding,
              condition: count.condition,
              by: named(count.counter),
              at: count.countedAt.toISOString(),
            },
    })),
    signers: row.signatures
      .filter((signature) => signature.countsSha256 === countsSha256)
      .map(({ signer }) => named(signer)),
  };
}

/** In: a frozen PersonActor that only this register writes. */
function named(person: unknown) {
  const { objectId, displayName } = person as PersonActor;
  return { objectId, displayName };
}
