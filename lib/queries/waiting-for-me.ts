import type { Prisma } from '../../prisma/generated/client.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/**
 * The waiting requests on which this person may still decide, as a filter: a role that their policy names, neither
 * requester nor custodian, not decided yet, and the incident in sight. Whether a stand-in's role counts is seen when they
 * decide. Null: they decide on none.
 */
export async function waitingForMe({ db, actor }: Viewer): Promise<Prisma.AccessRequestWhereInput | null> {
  const { objectId, roles } = actor;
  if (!mayDo(roles, 'access.decide')) return null;
  return {
    state: 'waiting',
    expiresAt: { gt: new Date() },
    requesterObjectId: { not: objectId },
    decisions: { none: { approverObjectId: objectId } },
    incident: visibleIncidentWhere(actor),
    OR: roles.flatMap((role) => [
      { policy: { path: ['approvers'], array_contains: [role] } },
      { policy: { path: ['fallback'], array_contains: [role] } },
    ]),
    NOT: { id: { in: [...(await aboutMyCustody(db, objectId))] } },
  };
}

/** How many there are. Throws `forbidden` for who may see no request at all. */
export async function countWaitingForMe(viewer: Viewer): Promise<number> {
  requirePermission(viewer.actor, 'access.read');
  const where = await waitingForMe(viewer);
  return where === null ? 0 : await viewer.db.accessRequest.count({ where });
}

/**
 * The waiting requests about what is in this person's custody. Only of an item that they ever took into it is it asked
 * whether they still have it: asked of every item that is waited for, each page would take seconds.
 */
async function aboutMyCustody(db: Viewer['db'], objectId: string): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    with had as materialized (
      select distinct e.stream from custody_event e where e.actor_object_id = ${objectId}
        and e.kind in ('acquisition.requested', 'custody.handover-accepted')
    )
    select distinct r.id::text as id from access_request r
    join access_request_item i on i.request_id = r.id
    join had on had.stream = i.evidence_id::text
    where r.state = 'waiting' and r.expires_at > now() and current_custodian(i.evidence_id) = ${objectId}`;
  return rows.map(({ id }) => id);
}
