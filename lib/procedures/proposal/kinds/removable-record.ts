import { z } from 'zod';
import type { PersonActor } from '../../../custody/actor.ts';
import { type BodyRemoval, removalsOf } from '../../../custody/body-removal.ts';
import { CustodyError } from '../../../custody/custody-error.ts';
import { minuteWords } from '../../../custody/minute-words.ts';
import type { ProposalNeeds } from '../../../custody/proposal.ts';
import type { RecordedEvent } from '../../../custody/recorded-event.ts';
import type { RegisterDesk, RegisterLook } from '../../../ports/custody-register.ts';
import type { ProposalRecord } from '../../../ports/proposal-desk.ts';
import { visibleIncident } from '../../incident/visible-incident.ts';
import type { Prepared } from '../proposal-kind.ts';

export const removalInput = z.strictObject({ eventId: z.uuid() });
export type RemovalInput = z.infer<typeof removalInput>;

interface RecordToRemove {
  readonly record: { readonly incidentId: string; readonly subjects: readonly string[] };
  readonly event: RecordedEvent;
}

/**
 * What is proposed of a record's words, without any of them. Throws `not-found`, `forbidden` for its author, or `conflict`
 * for what cannot go.
 */
export async function preparedRemoval(
  look: RegisterLook,
  actor: PersonActor,
  eventId: string,
  how: BodyRemoval,
): Promise<Prepared> {
  const { record, event } = await recordToRemove(look, { eventId }, how);
  const { id, number } = await visibleIncident(look, actor, record.incidentId);
  requireAnother(event, actor, how);
  const field = `What event ${event.n} says (${event.type}, ${minuteWords(event.occurredAt)})`;
  const verb = how === 'erase' ? 'Erase' : 'Withhold';
  return {
    needs: needsOf(event, how),
    key: event.id,
    title: `${verb} what event ${event.n} of ${number} says`,
    subject: event.stream,
    subjects: record.subjects,
    incidentId: id,
    before: { eventId, state: 'readable' },
    after: { eventId, state: how },
    changes: [{ field, before: 'readable', after: how === 'erase' ? 'erased for good' : 'withheld' }],
  };
}

/** Throws `forbidden` for who wrote the record: both who agree on its removal are others. */
function requireAnother({ id, actor: author }: RecordedEvent, { objectId }: PersonActor, how: BodyRemoval) {
  if (author.kind !== 'person' || author.objectId !== objectId) return;
  throw new CustodyError('forbidden', 'What one wrote oneself, others propose to remove.', {
    detail: { attempt: `${how}-body proposal`, about: `event:${id}` },
  });
}

/** The record in the transaction of the last confirmation, behind the lock that a correction, which would quote it, takes too. */
export async function confirmedRecord(
  desk: RegisterDesk,
  { incidentId, after }: ProposalRecord,
  how: BodyRemoval,
): Promise<RecordToRemove> {
  if (incidentId !== null) await desk.lockIncident(incidentId);
  return await recordToRemove(desk, after, how);
}

/** The record as it is now. In: JSON that names its id. */
async function recordToRemove(look: RegisterLook, named: object, how: BodyRemoval): Promise<RecordToRemove> {
  const { eventId } = removalInput.parse({ eventId: (named as { readonly eventId?: unknown }).eventId });
  const record = await look.recordOf(eventId);
  if (record === null || record.incidentId === null)
    throw new CustodyError('not-found', 'There is no such event, or you may not see it.');
  const { event, incidentId, evidenceId } = record;
  if (event === null) throw new CustodyError('conflict', 'What this event said is gone, or altered.');
  if (!removalsOf(event.type).includes(how))
    throw new CustodyError(
      'conflict',
      `What a record of the kind ${event.type} says is needed, so it is not to be ${how === 'erase' ? 'erased' : 'withheld'}. A mistake in it can be corrected.`,
    );
  const removal = await look.removalOf(eventId);
  if (removal !== null && (how === 'withhold' || removal.kind === 'erased'))
    throw new CustodyError('conflict', `It is ${removal.kind} already, by decision ${removal.decision}.`);
  const [quote] = await look.quotedBy(eventId, how);
  if (quote !== undefined)
    throw new CustodyError(
      'conflict',
      `Event ${quote} of the same stream corrects it and quotes it. ${how === 'erase' ? 'Erase' : 'Withhold'} what that one says first.`,
    );
  const item = evidenceId === null ? [] : [`evidence:${evidenceId}`];
  return { record: { incidentId, subjects: [`incident:${incidentId}`, ...item] }, event };
}

/** Who wrote the record does not decide on it; an erasure, which nobody can undo, takes a controller. */
function needsOf({ actor }: RecordedEvent, how: BodyRemoval): ProposalNeeds {
  return {
    deciders: 1,
    roles: ['lead', 'controller'],
    oneOf: how === 'erase' ? 'controller' : null,
    proposerRoles: ['lead', 'controller'],
    excluded: actor.kind === 'person' ? [actor.objectId] : [],
    stepUpMinutes: 15,
    twoControllers: false,
    waitingDays: 7,
  };
}
