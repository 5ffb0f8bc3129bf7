import { mayDo, requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/**
 * Ids of the waiting requests on which this person may still decide: a role that their policy names, neither requester
 * nor custodian, not decided yet, and the incident in sight. Whether a stand-in's role counts is seen when they decide.
 */
export async function waitingForMe(db: Viewer['db'], actor: Viewer['actor']): Promise<readonly string[]> {
  const { objectId, roles } = actor;
  if (!mayDo(roles, 'access.decide')) return [];
  const open = await db.$queryRaw<{ id: string }[]>`
    select r.id::text as id from access_request r
    where r.state = 'waiting' and r.expires_at > now() and r.requester_object_id <> ${objectId}
      and ((r.policy -> 'approvers') || (r.policy -> 'fallback')) ?| ${[...roles]}::text[]
      and not exists (select from access_decision d
        where d.request_id = r.id and d.approver_object_id = ${objectId})
      and not exists (select from access_request_item i
        where i.request_id = r.id and current_custodian(i.evidence_id) = ${objectId})`;
  const seen = await db.accessRequest.findMany({
    where: { id: { in: open.map(({ id }) => id) }, incident: visibleIncidentWhere(actor) },
    select: { id: true },
  });
  return seen.map(({ id }) => id);
}

/** How many there are. Throws `forbidden` for who may see no request at all. */
export async function countWaitingForMe(viewer: Viewer): Promise<number> {
  requirePermission(viewer.actor, 'access.read');
  return (await waitingForMe(viewer.db, viewer.actor)).length;
}
