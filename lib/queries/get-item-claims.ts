import type { ComparedClaim } from '../custody/digest-claim.ts';
import { requirePermission } from '../custody/permission.ts';
import { newestShownEvent } from './newest-shown-event.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** What earlier processes claimed of an item's bytes, and what they are. */
export interface ItemClaims {
  readonly claims: readonly ComparedClaim[];
  readonly comparedAt: string;
}

/** Null: nothing was claimed, or not compared yet, or its words are withheld. Throws `forbidden` or `not-found`. */
export async function getItemClaims(viewer: Viewer, evidenceId: string): Promise<ItemClaims | null> {
  requirePermission(viewer.actor, 'evidence.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true },
  });
  if (item === null) throw notFound();
  const event = (await newestShownEvent(viewer, item.id, 'import.claims-compared'))?.event ?? null;
  if (event === null) return null;
  return { claims: event.detail.claims, comparedAt: event.occurredAt };
}
