import type { PersonActor } from '../../custody/actor.ts';
import type { BundleEventShapes } from '../../custody/bundle-event.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent, EventDetail, StreamRef } from '../../custody/custody-event.ts';
import type { RegisterDesk, RegisterLook } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';

/** What a bundle is of: one item, one incident with all its items, or the events of one search. */
export type BundleSubject = HeldSubject | SearchSubject;

export interface HeldSubject {
  readonly of: 'item' | 'incident';
  readonly id: string;
  readonly name: string; // exhibit or incident number
  readonly incidentId: string;
  readonly stream: StreamRef;
  readonly streamId: string;
}

export interface SearchSubject {
  readonly of: 'search';
  readonly id: string; // of the chain of who searched
  readonly name: string;
  readonly incidentId: string | null; // the restricted one that its words name
  readonly stream: StreamRef;
  readonly streamId: string;
}

type NamedSubject<Of extends BundleSubject['of']> = { readonly of: Of; readonly id: string };

/** The item or incident, if this person may see it. Throws `not-found` alike for unknown and hidden ones. */
export async function heldSubject(
  look: RegisterLook,
  actor: PersonActor,
  { of, id }: NamedSubject<HeldSubject['of']>,
): Promise<HeldSubject> {
  if (of === 'incident') {
    const { number } = await visibleIncident(look, actor, id);
    return { of, id, name: number, incidentId: id, stream: { kind: 'incident', id }, streamId: id };
  }
  const item = await look.itemNamed(id);
  if (item === null) throw new CustodyError('not-found', 'There is no such item, or you may not see it.');
  const { exhibitNumber: name, incidentId } = item;
  await visibleIncident(look, actor, incidentId);
  return { of, id, name, incidentId, stream: { kind: 'evidence', id }, streamId: id };
}

/** The same, or the searches of which this person took bundles, by the id of their chain. Which one, `ofBundle` says. */
export async function bundleSubject(
  look: RegisterLook,
  actor: PersonActor,
  { of, id }: NamedSubject<BundleSubject['of']>,
): Promise<BundleSubject> {
  if (of !== 'search') return await heldSubject(look, actor, { of, id });
  const stream = { kind: 'person', id: actor.objectId } as const;
  const streamId = look.streamIdOf(stream);
  if (id !== streamId) throw new CustodyError('not-found', 'You took no such bundle of a search.');
  return { of, id, name: '', incidentId: null, stream, streamId };
}

/** The subject as the beginning of this bundle has it: of a search, with the restricted incident that it names. */
export async function ofBundle(
  look: RegisterLook,
  subject: BundleSubject,
  bundleId: string,
): Promise<BundleSubject> {
  if (subject.of !== 'search') return subject;
  const facts = await look.bundleFacts(subject.streamId);
  const begun = facts.find((fact) => fact.type === 'bundle.begun' && fact.detail.bundleId === bundleId);
  const about = begun?.subjects.find((one) => one.startsWith('incident:'));
  return { ...subject, incidentId: about?.slice('incident:'.length) ?? null };
}

/** Whoever writes of bundles of this subject at the same moment comes second. */
export async function lockSubject(desk: RegisterDesk, subject: BundleSubject): Promise<void> {
  if (subject.of === 'search') await desk.lockBundles(subject.streamId);
  else await desk.lockIncident(subject.incidentId);
}

/** One fact of a bundle, in the stream of what it is of. */
export function bundleEvent<T extends keyof BundleEventShapes>(
  type: T,
  { of, name, incidentId, stream }: Pick<BundleSubject, 'of' | 'name' | 'incidentId' | 'stream'>,
  own: Omit<EventDetail<T>, 'of' | 'name'>,
): CustodyEvent<T> {
  const event = {
    ...{ type, stream, reason: null, authority: null },
    subjects: incidentId === null ? [] : [`incident:${incidentId}`],
    detail: { of, name, ...own },
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
