import { recordedEventOf } from '../custody/recorded-event.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';

/**
 * The id of the event that says that a bundle was exported. In: the id of the item or incident that it is of, and its
 * own. The caller authorises by asking for that event. Throws `not-found`.
 */
export async function exportedEvent(db: Viewer['db'], ofId: string, bundleId: string): Promise<string> {
  const wanted = requireId(bundleId);
  const rows = await db.custodyEvent.findMany({
    where: { stream: requireId(ofId), type: 'bundle.exported' },
    orderBy: { n: 'desc' },
    select: { id: true, body: true },
  });
  const found = rows.find(({ body }) => {
    const event = recordedEventOf(body);
    return event?.type === 'bundle.exported' && event.detail.bundleId === wanted;
  });
  if (found === undefined) throw notFound();
  return found.id;
}
