import type { CustodyEventType } from './custody-event.ts';

/** What can be done to what a record says: hidden from all but those who decided, or destroyed for good. */
export type BodyRemoval = 'withhold' | 'erase';

/**
 * Records whose words stand in no other place and on which nothing else rests: neither custody, nor what an item is, nor
 * who was given access. Whatever else was recorded stays readable; a mistake in it is corrected.
 */
const removable: Partial<Record<CustodyEventType, readonly BodyRemoval[]>> = {
  'incident.note-written': ['withhold', 'erase'],
  'custody.corrected': ['withhold', 'erase'],
  'custody.handover-declined': ['withhold', 'erase'],
  'incident.closed': ['withhold'],
  'incident.reopened': ['withhold'],
  'incident.machine-added': ['withhold'],
  'acquisition.retried': ['withhold'],
};

/** How the words of such an event can be removed; nothing for most. */
export function removalsOf(type: string): readonly BodyRemoval[] {
  return Object.hasOwn(removable, type) ? (removable[type as CustodyEventType] ?? []) : [];
}

/** What people decided of a record's words. */
export interface DecidedRemoval {
  readonly kind: 'withheld' | 'erased';
  readonly decision: string;
  readonly at: string; // when it was decided
  readonly readers: readonly string[]; // object ids; nobody reads what is to be erased
}
