import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';

/** The incident of a stored item, if this person may see its incident. Throws `not-found` alike for unknown and hidden ones. */
export async function visibleItem(
  look: RegisterLook,
  actor: PersonActor,
  evidenceId: string,
): Promise<{ readonly incidentId: string; readonly number: string }> {
  const item = await look.disposable(evidenceId, null);
  if (item === null) throw new CustodyError('not-found', 'There is no such item, or you may not see it.');
  const { id, number } = await visibleIncident(look, actor, item.incidentId);
  return { incidentId: id, number };
}
