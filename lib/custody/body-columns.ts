import { type EventColumns, eventColumns } from './event-columns.ts';
import { recordedEventOf } from './recorded-event.ts';

/** What a body says of its own columns; null if it is none: who writes an entry can commit to any bytes. */
export function bodyColumns(body: Uint8Array): EventColumns | null {
  const event = recordedEventOf(body);
  try {
    return event === null ? null : eventColumns(event.actor, event);
  } catch (error) {
    if (error instanceof TypeError) return null; // JSON of another shape
    throw error;
  }
}
