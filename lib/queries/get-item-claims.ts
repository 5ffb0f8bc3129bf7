import type { ComparedClaim } from '../custody/digest-claim.ts';
import { requirePermission } from '../custody/permission.ts';
import { newestShownEvent } from './newest-shown-event.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** What earlier processes claimed of an item's bytes, and what they are. `withheld`: or erased, or damaged; not to be read. */
export type ItemClaims =
  | { readonly state: 'compared'; readonly claims: readonly ComparedClaim[]; readonly comparedAt: string }
  | { readonly state: 'withheld' };

/** Null: nothing was claimed, or it is not compared yet. Throws `forbidden` or `not-found`. */
export async function getItemClaims(viewer: Viewer, evidenceId: string): Promise<ItemClaims | null> {
  requirePermission(viewer.actor, 'evidence.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true },
  });
  if (item === null) throw notFound();
  const newest = await newestShownEvent(viewer, item.id, 'import.claims-compared');
  if (newest === null) return null;
  if (newest.event === null) return { state: 'withheld' };
  return { state: 'compared', claims: newest.event.detail.claims, comparedAt: newest.event.occurredAt };
}
