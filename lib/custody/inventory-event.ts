import type { InventoryFinding } from './inventory.ts';
import type { NamedPerson } from './named-person.ts';

/** What every fact of one inventory names. */
interface OfInventory {
  readonly inventoryId: string;
  readonly number: string; // INV-2026-0001
}

interface InventoriedItem {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
}

/** Facts of a joint inventory: what was expected, what two people found, and that both signed the same counts. */
export interface InventoryEventShapes {
  'inventory.started': OfInventory & { expected: readonly InventoriedItem[]; reason: string };
  /** In the stream of the item. A later count of the same item replaces it. */
  'inventory.counted': OfInventory & {
    countId: string;
    exhibitNumber: string;
    finding: InventoryFinding;
    condition: string;
  };
  /** `countsSha256`: over the newest count of each item; it stands as long as nobody counts anew. */
  'inventory.signed': OfInventory & { countsSha256: string; signatures: number };
  'inventory.ended': OfInventory & {
    countsSha256: string;
    signers: readonly NamedPerson[];
    expected: number;
    asRecorded: number;
    discrepancies: readonly (InventoriedItem & { finding: InventoryFinding; condition: string })[];
  };
  'inventory.abandoned': OfInventory & { reason: string };
}
