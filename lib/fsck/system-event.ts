import type { Client } from 'pg';
import type { CustodyEventType, EventDetail } from '../custody/custody-event.ts';
import { streamEvents } from './stream-events.ts';

/** The id of the first event of this kind in the stream `system` whose detail is the one sought, or null. */
export async function systemEvent<T extends CustodyEventType>(
  client: Client,
  type: T,
  isSought: (detail: Partial<EventDetail<T>>) => boolean,
): Promise<string | null> {
  for await (const { id, event } of streamEvents(client, ['system'], [type])) {
    // Whatever the bytes say: somebody may have changed them.
    const detail = event?.detail as Partial<EventDetail<T>> | null | undefined;
    if (detail !== null && detail !== undefined && isSought(detail)) return id;
  }
  return null;
}
