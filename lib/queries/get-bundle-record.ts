import { requirePermission } from '../custody/permission.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import { type EventProof, getEventProof } from './get-event-proof.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';

/**
 * The record that a bundle was exported, with its proof: by it a stranger sees that the log knows the bundle. In: the
 * id of the bundle, and of the item or incident that it is of. Throws `forbidden`, `not-found`, or `conflict` while no
 * signed checkpoint covers it.
 */
export async function getBundleRecord(viewer: Viewer, ofId: string, bundleId: string): Promise<EventProof> {
  requirePermission(viewer.actor, 'bundle.export');
  const wanted = requireId(bundleId);
  const rows = await viewer.db.custodyEvent.findMany({
    where: { stream: requireId(ofId), type: 'bundle.exported' },
    orderBy: { n: 'desc' },
    select: { id: true, body: true },
  });
  const found = rows.find(({ body }) => {
    const event = recordedEventOf(body);
    return event?.type === 'bundle.exported' && event.detail.bundleId === wanted;
  });
  if (found === undefined) throw notFound();
  return await getEventProof(viewer, found.id);
}
