import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { DisposableItem } from '../../ports/disposal-desk.ts';
import { visibleIncident } from '../incident/visible-incident.ts';

/** A stored item, if this person may see its incident. Throws `not-found` alike for unknown and hidden ones. */
export async function visibleItem(
  look: RegisterLook,
  actor: PersonActor,
  evidenceId: string,
): Promise<DisposableItem> {
  const item = await look.disposable(evidenceId, null);
  if (item === null) throw new CustodyError('not-found', 'There is no such item, or you may not see it.');
  await visibleIncident(look, actor, item.incidentId);
  return item;
}
