import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { AcquisitionRecord, RegisterLook } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';

/** The acquisition, if this person may see its incident. Throws `not-found` alike for unknown and hidden ones. */
export async function visibleAcquisition(
  look: RegisterLook,
  actor: PersonActor,
  acquisitionId: string,
): Promise<AcquisitionRecord> {
  const acquisition = await look.acquisition(acquisitionId);
  if (acquisition === null)
    throw new CustodyError(
      'not-found',
      'There is no such acquisition, or you are not a member of its incident.',
    );
  await visibleIncident(look, actor, acquisition.incidentId);
  return acquisition;
}
