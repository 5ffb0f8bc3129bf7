import type { CustodyEventType } from './custody-event.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** Where an event stands in the register. */
export interface EventPlace {
  readonly type: CustodyEventType;
  readonly stream: string; // id of the incident or the item
  readonly n: number;
}

/** One way in which a table beside the ledger is not what the recorded events say. */
export type RowDifference =
  | {
      readonly kind: 'changed';
      readonly table: string;
      readonly id: string;
      readonly field: string;
      readonly stored: string | null;
      readonly recorded: string | null;
      readonly by: EventPlace | null; // the event that says otherwise; null where none ever said anything
    }
  | { readonly kind: 'removed'; readonly table: string; readonly id: string; readonly by: EventPlace }
  | { readonly kind: 'invented'; readonly table: string; readonly id: string };

/** A value, and the event that said it last. */
export interface Said<T> {
  readonly value: T;
  readonly by: EventPlace;
}

/** In: an event of an incident's or an item's stream. */
export function placeOf({ type, stream, n }: RecordedEvent): EventPlace {
  return { type, stream: 'id' in stream ? stream.id : stream.kind, n };
}

// An event carries the database's time of writing; a row written beside it is at most one transaction away.
const clockGraceMs = 60_000;

/** Whether a row's time is that of the event it was written with. Both RFC 3339; null is only like null. */
export function isAbout(stored: string | null, recorded: string | null, graceMs = clockGraceMs): boolean {
  if (stored === null || recorded === null) return stored === recorded;
  return Math.abs(Date.parse(stored) - Date.parse(recorded)) <= graceMs;
}
