import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { SealedItem } from '../../ports/access-desk.ts';
import type { IncidentRecord, RegisterLook } from '../../ports/custody-register.ts';

/** A sealed item with its incident, if this person may see it. Throws `not-found` alike for unknown, hidden and unsealed. */
export async function visibleItem(
  look: RegisterLook,
  actor: PersonActor,
  evidenceId: string,
): Promise<{ readonly item: SealedItem; readonly incident: IncidentRecord }> {
  const item = await look.sealedItem(evidenceId);
  const incident = item === null ? null : await look.incident(item.incidentId);
  if (item === null || incident === null || !maySeeIncident(actor, incident))
    throw new CustodyError('not-found', 'There is no such item, it is not sealed, or you may not see it.');
  return { item, incident };
}
