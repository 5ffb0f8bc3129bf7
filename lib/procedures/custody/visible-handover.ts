import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { HandoverRecord } from '../../ports/handover-desk.ts';

/** An offer, if this person may see its incident. Throws `not-found` alike for unknown and hidden ones. */
export async function visibleHandover(
  look: RegisterLook,
  actor: PersonActor,
  handoverId: string,
): Promise<HandoverRecord> {
  const handover = await look.handover(handoverId);
  const incident = handover === null ? null : await look.incident(handover.incidentId);
  if (handover === null || incident === null || !maySeeIncident(actor, incident))
    throw new CustodyError('not-found', 'There is no such hand-over, or you may not see it.');
  return handover;
}
