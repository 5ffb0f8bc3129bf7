import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PersonActor } from '../../custody/actor.ts';
import type { BroughtSource, StoredOrigin } from '../../custody/brought-source.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { importPlan } from '../../custody/import-plan.ts';
import { isSameAuthority } from '../../custody/legal-authority.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import { acquisitionEvent } from '../acquisition/acquisition-event.ts';
import { requireInForce } from '../device/ask-of-device.ts';
import { incidentPolicy } from '../incident/incident-policy.ts';
import { openVisibleIncident, visibleIncident } from '../incident/visible-incident.ts';
import type { ProcedureContext } from '../procedure.ts';
import type { BroughtInput } from './brought-input.ts';
import type { Begun } from './import-file.ts';

/** What one way knows of the thing besides what is said of everything that is brought in. */
export type BroughtThing = Pick<
  BroughtSource['brought'],
  'way' | 'what' | 'fileName' | 'sizeBytes' | 'origin' | 'notes' | 'trustPolicy' | 'inside'
>;

/**
 * Registers one thing that somebody brings, and gives it its exhibit number. What waits in other storage is fetched by a
 * worker; the bytes of anything else follow (`receive-import`). Throws `not-found` (incident), `invalid-input` (authority, a
 * time in the future), `conflict` (incident closed).
 */
export async function registerBrought(
  context: ProcedureContext,
  actor: PersonActor,
  input: BroughtInput,
  thing: BroughtThing,
): Promise<Begun> {
  const { incidentId, reason, authority, requestKey } = input;
  requireInForce(context, input);
  requirePast(context, input);
  const policy = await incidentPolicy(context, incidentId);
  const plan = importPlan(thing, policy);
  const source = sourceOf(input, thing);
  return await context.register.record(actor, ['acquisition.requested'], async (desk) => {
    await openVisibleIncident(desk, actor, incidentId);
    if ((await desk.acquisitionsByRequestKey(requestKey)).length > 0)
      throw new CustodyError('conflict', 'This is being registered already. Send it again.');
    const way = { readMode: 'full', rehearsal: false } as const;
    const request = { incidentId, source, requester: actor, reason, authority, plan, ...way, requestKey };
    const { acquisitionId, evidenceId, exhibitNumber } = await desk.createAcquisition(request);
    await desk.beginCopyAttempt(acquisitionId);
    if (thing.origin !== null) await desk.enqueueStep(acquisitionId, 'hash-source');
    const about = { id: acquisitionId, incidentId, evidenceId, reason, authority, rehearsal: false };
    const event = acquisitionEvent('acquisition.requested', about, {
      ...{ acquisitionId, exhibitNumber, incidentId, source, reason, authority, plan },
      ...{ ...way, consistencyNote: null },
    });
    return { events: [event], result: { id: evidenceId, acquisitionId, exhibitNumber } };
  });
}

type NamedThing = Partial<Omit<BroughtThing, 'origin'>> & {
  readonly origin: Partial<StoredOrigin> | null;
};

/**
 * The answer to the first of two equal requests, which nobody may have heard; null if there was none. Throws `conflict` where
 * the key was spent on another thing, or something else was said of it. In: of the thing, and of where it lies, what the
 * person named.
 */
export async function earlierBrought(
  { register }: ProcedureContext,
  actor: PersonActor,
  input: BroughtInput,
  thing: NamedThing,
): Promise<Begun | null> {
  const [keyed] = await register.look.acquisitionsByRequestKey(input.requestKey);
  const earlier = keyed === undefined ? null : await register.look.acquisition(keyed.id);
  if (earlier === null) return null;
  if (!isSameRequest(earlier, actor, input, thing))
    throw new CustodyError(
      'conflict',
      'This form was sent before, for something else. Nothing was begun now: look at what is there and send it anew.',
    );
  await visibleIncident(register.look, actor, input.incidentId);
  return { id: earlier.evidenceId, acquisitionId: earlier.id, exhibitNumber: earlier.exhibitNumber };
}

function isSameRequest(
  { source, requester, incidentId, reason, authority }: AcquisitionRecord,
  actor: PersonActor,
  input: BroughtInput,
  { origin, ...thing }: NamedThing,
): boolean {
  if (!('brought' in source)) return false;
  const { brought } = source;
  const named = { ...thing, description: input.description, earlier: input.earlier, claims: input.claims };
  return (
    isDeepStrictEqual(origin === null ? null : { ...brought.origin, ...origin }, brought.origin) &&
    isDeepStrictEqual({ ...brought, ...named }, brought) &&
    requester.objectId === actor.objectId &&
    incidentId === input.incidentId &&
    reason === input.reason &&
    isSameAuthority(authority, input.authority)
  );
}

function requirePast({ clock }: ProcedureContext, { earlier }: BroughtInput): void {
  if (earlier.takenAt === null || Date.parse(earlier.takenAt) <= clock.now().getTime()) return;
  throw new CustodyError('invalid-input', 'It cannot have been taken in the future.', {
    detail: { 'earlier.takenAt': 'This lies in the future.' },
  });
}

function sourceOf({ description, earlier, claims }: BroughtInput, thing: BroughtThing): BroughtSource {
  return { brought: { importId: randomUUID(), ...thing, description, earlier, claims } };
}
