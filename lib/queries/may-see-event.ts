import { mayDo } from '../custody/permission.ts';
import { mayAuditPeople, maySeeIncident } from '../custody/visibility.ts';
import type { Viewer } from './viewer.ts';

/** Kinds that name who holds rights in the tenant, what was proposed or where alarms go. */
export const auditorsNouns = ['posture', 'proposal', 'reconciliation', 'alarm'] as const;

/** Whom an event belongs to. */
interface EventOwner {
  readonly type: string;
  readonly incidentId: string | null;
  readonly actorObjectId: string | null;
}

/**
 * Events of an incident follow the incident; a person's own events, and what names who holds rights in the tenant, what
 * was proposed or where alarms go, are for that person and for who may audit.
 */
export async function maySeeEvent(event: EventOwner, viewer: Viewer): Promise<boolean> {
  if (event.incidentId === null) {
    const isEveryones =
      event.actorObjectId === null && !auditorsNouns.some((noun) => event.type.startsWith(`${noun}.`));
    const isOwn = event.actorObjectId === viewer.actor.objectId;
    return isEveryones || isOwn || mayAuditPeople(viewer.actor.roles);
  }
  if (!mayDo(viewer.actor.roles, 'incident.read')) return false;
  const incident = await viewer.db.incident.findUnique({
    where: { id: event.incidentId },
    select: { restricted: true, members: { select: { objectId: true } } },
  });
  if (incident === null) return false;
  const memberObjectIds = incident.members.map((member) => member.objectId);
  return maySeeIncident(viewer.actor, { restricted: incident.restricted, memberObjectIds });
}
