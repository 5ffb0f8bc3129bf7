import type { CustodyEventType } from '../custody/custody-event.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { storedEventColumns } from './event-holds.ts';
import { shownEvents } from './shown-events.ts';
import type { Viewer } from './viewer.ts';

/**
 * The newest event of one kind in a stream, as far as this viewer may read it. Out: null where there is none; `event` is null
 * where its words are withheld, erased or damaged. The caller has authorised.
 */
export async function newestShownEvent<T extends CustodyEventType>(
  { db, actor }: Viewer,
  stream: string,
  type: T,
): Promise<{ readonly event: Extract<RecordedEvent, { readonly type: T }> | null } | null> {
  const row = await db.custodyEvent.findFirst({
    where: { stream, type },
    orderBy: { n: 'desc' },
    select: storedEventColumns,
  });
  if (row === null) return null;
  const event = (await shownEvents({ db, actor }, [row]))[0]?.event ?? null;
  return { event: isOf(event, type) ? event : null };
}

function isOf<T extends CustodyEventType>(
  event: RecordedEvent | null,
  type: T,
): event is Extract<RecordedEvent, { readonly type: T }> {
  return event?.type === type;
}
