import type { PersonActor } from '../../custody/actor.ts';
import type { BundleEventShapes } from '../../custody/bundle-event.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent, EventDetail, StreamRef } from '../../custody/custody-event.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';

/** What a bundle is of: one item, or one incident with all its items. */
export interface BundleSubject {
  readonly of: 'item' | 'incident';
  readonly id: string;
  readonly name: string; // exhibit or incident number
  readonly incidentId: string;
  readonly stream: StreamRef;
}

/** The item or incident, if this person may see it. Throws `not-found` alike for unknown and hidden ones. */
export async function bundleSubject(
  look: RegisterLook,
  actor: PersonActor,
  { of, id }: Pick<BundleSubject, 'of' | 'id'>,
): Promise<BundleSubject> {
  if (of === 'incident') {
    const { number } = await visibleIncident(look, actor, id);
    return { of, id, name: number, incidentId: id, stream: { kind: 'incident', id } };
  }
  const item = await look.itemNamed(id);
  if (item === null) throw new CustodyError('not-found', 'There is no such item, or you may not see it.');
  const { exhibitNumber: name, incidentId } = item;
  await visibleIncident(look, actor, incidentId);
  return { of, id, name, incidentId, stream: { kind: 'evidence', id } };
}

/** One fact of a bundle, in the stream of what it is of. */
export function bundleEvent<T extends keyof BundleEventShapes>(
  type: T,
  { of, name, incidentId, stream }: BundleSubject,
  own: Omit<EventDetail<T>, 'of' | 'name'>,
): CustodyEvent<T> {
  const event = {
    ...{ type, stream, reason: null, authority: null },
    subjects: [`incident:${incidentId}`],
    detail: { of, name, ...own },
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
