import { requirePermission } from '../custody/permission.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ImportPlace {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly open: boolean;
}

/** The incident that something is to be brought into. Throws `forbidden`, or `not-found` also for what is hidden. */
export async function getImportPlace(viewer: Viewer, incidentId: string): Promise<ImportPlace> {
  requirePermission(viewer.actor, 'acquisition.request');
  const row = await viewer.db.incident.findFirst({
    where: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(viewer.actor)] },
    select: { id: true, number: true, title: true, status: true },
  });
  if (row === null) throw notFound();
  const { id, number, title, status } = row;
  return { id, number, title, open: status === 'open' };
}
