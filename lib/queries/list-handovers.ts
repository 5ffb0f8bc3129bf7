import { type HandoverState, handoverState } from '../custody/handover.ts';
import { requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface HandoverRow {
  readonly id: string;
  readonly number: string;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly incidentNumber: string;
  readonly from: string;
  readonly to: string;
  readonly purpose: string;
  readonly state: HandoverState;
  readonly offeredAt: string;
  readonly expiresAt: string;
  readonly mine: boolean; // it waits for the viewer's own answer
}

const most = 200;

/** Offers of custody from and to the viewer, those that wait for their answer first, then newest first. Throws `forbidden`. */
export async function listHandovers(viewer: Viewer): Promise<readonly HandoverRow[]> {
  requirePermission(viewer.actor, 'custody.hand-over');
  const { objectId } = viewer.actor;
  const rows = await viewer.db.handover.findMany({
    where: {
      OR: [{ toObjectId: objectId }, { offeredBy: objectId }, { fromObjectId: objectId }],
      incident: visibleIncidentWhere(viewer.actor),
    },
    orderBy: { createdAt: 'desc' },
    take: most,
    include: {
      evidence: { select: { exhibitNumber: true } },
      incident: { select: { number: true } },
    },
  });
  const now = new Date();
  const all = rows.map((row): HandoverRow => {
    const state = handoverState(row, now);
    return {
      id: row.id,
      number: row.number,
      evidenceId: row.evidenceId,
      exhibitNumber: row.evidence.exhibitNumber,
      incidentNumber: row.incident.number,
      from: row.fromName,
      to: row.toName,
      purpose: row.purpose,
      state,
      offeredAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      mine: state === 'waiting' && row.toObjectId === objectId,
    };
  });
  return [...all.filter(({ mine }) => mine), ...all.filter(({ mine }) => !mine)];
}
