import { maySeeRequest } from '../../custody/access-request.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { AccessRequestRecord } from '../../ports/access-desk.ts';
import type { IncidentRecord, RegisterLook } from '../../ports/custody-register.ts';

/** A request with its incident, if this person may see both. Throws `not-found` alike for unknown and hidden ones. */
export async function visibleRequest(
  look: RegisterLook,
  actor: PersonActor,
  requestId: string,
): Promise<{ readonly request: AccessRequestRecord; readonly incident: IncidentRecord }> {
  const request = await look.accessRequest(requestId);
  const incident = request === null ? null : await look.incident(request.incidentId);
  if (request === null || incident === null || !isSeen(actor, request, incident))
    throw new CustodyError('not-found', 'There is no such request, or you may not see it.');
  return { request, incident };
}

function isSeen(actor: PersonActor, { requester }: AccessRequestRecord, incident: IncidentRecord): boolean {
  return maySeeIncident(actor, incident) && maySeeRequest(actor, requester.objectId);
}
