import { recordedEventOf } from '../custody/recorded-event.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';

/**
 * The id of the event that says that a bundle was begun, or exported. In: the id of the item, incident or person in whose
 * stream it stands, and the bundle's own. The caller authorises by asking for that event. Throws `not-found`.
 */
export async function bundleEventId(
  db: Viewer['db'],
  streamId: string,
  bundleId: string,
  type: 'bundle.begun' | 'bundle.exported',
): Promise<string> {
  const wanted = requireId(bundleId);
  const rows = await db.custodyEvent.findMany({
    where: { stream: requireId(streamId), type },
    orderBy: { n: 'desc' },
    select: { id: true, body: true },
  });
  const found = rows.find(({ body }) => {
    const event = recordedEventOf(body);
    return event?.type === type && 'bundleId' in event.detail && event.detail.bundleId === wanted;
  });
  if (found === undefined) throw notFound();
  return found.id;
}
