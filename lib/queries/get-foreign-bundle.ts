import type { EvidenceSource } from '../custody/evidence-source.ts';
import type { ForeignVerdict } from '../custody/foreign-bundle.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { newestShownEvent } from './newest-shown-event.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** An item that is a bundle of another Holdfast: the verdict on it, and what was taken out of it. */
export interface ForeignBundleView {
  readonly acquisitionId: string;
  /** `awaited`: it comes after the seal; `withheld`: by a decision, its words are not shown. */
  readonly verdict: ForeignVerdict | 'awaited' | 'withheld';
  readonly at: string | null; // when it was given
  readonly mayTake: boolean;
  readonly taken: readonly { readonly theirs: string; readonly id: string; readonly exhibitNumber: string }[];
}

/** Null: the item is no bundle. Throws `forbidden` or `not-found`. */
export async function getForeignBundle(
  viewer: Viewer,
  evidenceId: string,
): Promise<ForeignBundleView | null> {
  requirePermission(viewer.actor, 'evidence.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: {
      ...{ id: true, incidentId: true, source: true, acquisition: { select: { id: true } } },
      incident: { select: { status: true } },
    },
  });
  if (item === null) throw notFound();
  const source = item.source as unknown as EvidenceSource;
  if (!('brought' in source) || source.brought.what !== 'bundle' || item.acquisition === null) return null;
  return {
    ...{ acquisitionId: item.acquisition.id, ...(await verdictOn(viewer, item.id)) },
    mayTake: item.incident.status === 'open' && mayDo(viewer.actor.roles, 'acquisition.request'),
    taken: await takenFrom(viewer, item),
  };
}

async function verdictOn(
  viewer: Viewer,
  evidenceId: string,
): Promise<Pick<ForeignBundleView, 'verdict' | 'at'>> {
  const newest = await newestShownEvent(viewer, evidenceId, 'import.bundle-verified');
  const event = newest?.event ?? null;
  if (event !== null) return { verdict: event.detail.verdict, at: event.occurredAt };
  return { verdict: newest === null ? 'awaited' : 'withheld', at: null };
}

/** They lie in the incident of the bundle, which the viewer may see. */
async function takenFrom(
  { db }: Viewer,
  { id: bundle, incidentId }: { readonly id: string; readonly incidentId: string },
): Promise<ForeignBundleView['taken']> {
  const rows = await db.evidenceItem.findMany({
    where: { incidentId, source: { path: ['brought', 'inside', 'evidenceId'], equals: bundle } },
    select: { id: true, exhibitNumber: true, source: true },
    orderBy: { exhibitNumber: 'asc' },
  });
  return rows.flatMap(({ id, exhibitNumber, source: kept }) => {
    const source = kept as unknown as EvidenceSource;
    const theirs = 'brought' in source ? source.brought.inside?.theirs : undefined;
    return theirs === undefined ? [] : [{ theirs, id, exhibitNumber }];
  });
}
