import type { RecordedEvent } from './recorded-event.ts';

/** In whose custody an item is, and since when. */
export interface Custodian {
  readonly objectId: string;
  readonly displayName: string;
  readonly since: string; // RFC 3339
}

/**
 * Derived from the item's events, never stored: whoever asked for the acquisition has custody of what was taken.
 * In: events of one item, oldest first. Null while none of them says.
 */
export function currentCustodian(
  events: readonly Pick<RecordedEvent, 'type' | 'actor' | 'occurredAt'>[],
): Custodian | null {
  const taken = events.findLast((event) => event.type === 'acquisition.requested');
  if (taken === undefined || taken.actor.kind !== 'person') return null;
  const { objectId, displayName } = taken.actor;
  return { objectId, displayName, since: taken.occurredAt };
}
