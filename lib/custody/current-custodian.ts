import type { Actor } from './actor.ts';
import type { CustodyEventType } from './custody-event.ts';
import type { NamedPerson } from './named-person.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** The facts that say in whose custody an item is. */
export const tellingCustody = [
  'acquisition.requested',
  'custody.handover-accepted',
] satisfies CustodyEventType[];

/** In whose custody an item is, and since when. */
export interface Custodian extends NamedPerson {
  readonly since: string; // RFC 3339
}

/**
 * Derived from the item's events, never stored: whoever asked for the acquisition has custody of what was taken, until
 * somebody else accepts it. The database's function current_custodian says the same.
 * In: events of one item, oldest first. Null while none of them says.
 */
export function currentCustodian(
  events: readonly Pick<RecordedEvent, 'type' | 'actor' | 'occurredAt'>[],
): Custodian | null {
  const taken = events.findLast(({ type }) => tellingCustody.some((one) => one === type));
  const person = taken === undefined ? null : personOf(taken.actor);
  if (taken === undefined || person === null) return null;
  const { objectId, displayName } = person;
  return { objectId, displayName, since: taken.occurredAt };
}

/** As the register keeps it beside each event: the person who acted, or for whom a worker acted. */
function personOf(actor: Actor): NamedPerson | null {
  switch (actor.kind) {
    case 'person':
      return actor;
    case 'worker':
      return actor.onBehalfOf;
    case 'system':
      return null;
  }
}
