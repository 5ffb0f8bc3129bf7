import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { InventoryRecord } from '../../custody/inventory.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { IncidentRecord, RegisterLook } from '../../ports/custody-register.ts';

/** An inventory with its incident, if this person may see both. Throws `not-found` alike for unknown and hidden ones. */
export async function visibleInventory(
  look: RegisterLook,
  actor: PersonActor,
  inventoryId: string,
): Promise<{ readonly inventory: InventoryRecord; readonly incident: IncidentRecord }> {
  const inventory = await look.inventory(inventoryId);
  const incident = inventory === null ? null : await look.incident(inventory.incidentId);
  if (inventory === null || incident === null || !maySeeIncident(actor, incident))
    throw new CustodyError('not-found', 'There is no such inventory, or you may not see it.');
  return { inventory, incident };
}
