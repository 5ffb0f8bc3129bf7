import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { DisposalEventShapes } from '../../custody/disposal-event.ts';

/** A fact of an item's disposal, in the item's own stream, which stays when the copy is gone. */
export function disposalEvent<T extends keyof DisposalEventShapes>(
  type: T,
  of: { readonly evidenceId: string; readonly incidentId: string; readonly id: string },
  reason: string | null,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'evidence', id: of.evidenceId } as const,
    subjects: [`incident:${of.incidentId}`, `evidence:${of.evidenceId}`, `disposal:${of.id}`],
    reason,
    authority: null,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
