import type { PersonActor } from '../custody/actor.ts';
import type { InventoryFinding, InventoryRecord, SignatureRefusal } from '../custody/inventory.ts';

/** Reads about joint inventories, over a pool or inside a transaction. */
export interface InventoryLook {
  inventory(id: string): Promise<InventoryRecord | null>;
  /** The inventory of an incident that is under way, if any. */
  openInventory(incidentId: string): Promise<{ readonly number: string } | null>;
}

/** The desk's part, inside `record`. */
export interface InventoryDesk {
  startInventory(inventory: {
    readonly incidentId: string;
    readonly reason: string;
    readonly starter: PersonActor;
    readonly evidenceIds: readonly string[];
  }): Promise<{ readonly id: string; readonly number: string }>;
  /** Throws `conflict` once the inventory is over, or for an item that it does not expect. */
  countItem(count: {
    readonly inventoryId: string;
    readonly evidenceId: string;
    readonly finding: InventoryFinding;
    readonly condition: string;
    readonly counter: PersonActor;
  }): Promise<{ readonly countId: string }>;
  /** The one way to a signature and to the end: the database's own function, which locks the inventory. */
  signInventory(
    id: string,
    signer: PersonActor,
    countsSha256: string,
  ): Promise<'signed' | 'ended' | SignatureRefusal>;
  /** Out: false if it was over before. */
  abandonInventory(id: string): Promise<boolean>;
}
