import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { InventoryRecord } from '../../custody/inventory.ts';
import type { InventoryEventShapes } from '../../custody/inventory-event.ts';

type Own<T extends keyof InventoryEventShapes> = Omit<EventDetail<T>, 'inventoryId' | 'number'>;

/** One fact of an inventory, in the stream of its incident, or of the item that was counted. */
export function inventoryEvent<T extends keyof InventoryEventShapes>(
  type: T,
  { id, number, incidentId }: Pick<InventoryRecord, 'id' | 'number' | 'incidentId'>,
  own: Own<T>,
  { reason = null, evidenceId = null }: { reason?: string | null; evidenceId?: string | null } = {},
): CustodyEvent<T> {
  const item = evidenceId === null ? [] : [`evidence:${evidenceId}`];
  const event = {
    type,
    stream:
      evidenceId === null
        ? ({ kind: 'incident', id: incidentId } as const)
        : ({ kind: 'evidence', id: evidenceId } as const),
    subjects: [`incident:${incidentId}`, ...item, `inventory:${id}`],
    reason,
    authority: null,
    detail: { inventoryId: id, number, ...own },
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
