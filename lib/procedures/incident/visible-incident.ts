import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { IncidentRecord, RegisterLook } from '../../ports/custody-register.ts';

/** The incident, if this person may see it. Throws `not-found` alike for one that is unknown and one that is hidden. */
export async function visibleIncident(
  look: RegisterLook,
  actor: PersonActor,
  incidentId: string,
): Promise<IncidentRecord> {
  const incident = await look.incident(incidentId);
  if (incident === null || !maySeeIncident(actor, incident)) {
    throw new CustodyError('not-found', 'There is no such incident, or you are not a member of it.');
  }
  return incident;
}

/** As `visibleIncident`; throws `conflict` besides when it is closed. */
export async function openVisibleIncident(
  look: RegisterLook,
  actor: PersonActor,
  incidentId: string,
): Promise<IncidentRecord> {
  const incident = await visibleIncident(look, actor, incidentId);
  if (incident.status !== 'open')
    throw new CustodyError('conflict', `${incident.number} is closed. Reopen it first.`);
  return incident;
}
