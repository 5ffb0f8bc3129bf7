import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { recordedValue } from '../../custody/correction.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { IncidentRecord, RegisterDesk } from '../../ports/custody-register.ts';
import type { StoredRecord } from '../../ports/record-look.ts';
import type { Procedure } from '../procedure.ts';

export const correctRecordInput = z.strictObject({
  eventId: z.uuid(),
  field: z.string().min(1, 'Choose what is wrong.').max(200),
  corrected: z.string().trim().min(1, 'Say what is right.').max(2_000, 'Keep it under 2,000 characters.'),
  reason: reasonSchema,
});

type About = StoredRecord & { readonly incidentId: string };

/**
 * Records that a field of an earlier record is wrong, and what is right. What was recorded is read from the record
 * itself; the original stays, and leads are told. Throws `not-found`, `invalid-input` for a field that the record does
 * not have, and `conflict` for a record that is gone or altered.
 */
export const correctRecord: Procedure<z.infer<typeof correctRecordInput>, { readonly eventId: string }> = {
  name: 'correct-record',
  permission: 'custody.correct',
  input: correctRecordInput,
  records: ['custody.corrected'],
  async run({ register }, actor, { eventId, field, corrected, reason }) {
    return await register.record(actor, ['custody.corrected'], async (desk) => {
      const { record, incident } = await visibleRecord(desk, actor, eventId);
      const { event } = record;
      await desk.lockIncident(record.incidentId); // a removal that is being decided, and would not see this quote, comes first
      const removal = await desk.removalOf(eventId);
      if (removal !== null)
        throw new CustodyError(
          'conflict',
          `What this event says is ${removal.kind} by decision ${removal.decision}.`,
        );
      if (event === null)
        throw new CustodyError(
          'conflict',
          'What this event said is gone or altered, so nothing of it can be corrected.',
        );
      const recorded = recordedValue(event, field, corrected);
      const { type: of, n, stream } = event;
      const fact: CustodyEvent<'custody.corrected'> = {
        type: 'custody.corrected',
        stream,
        subjects: subjectsOf(record, eventId),
        reason,
        authority: null,
        detail: { eventId, of, n, field, recorded, corrected, reason },
      };
      await tellLeads(desk, actor, record, incident);
      return { events: [fact], result: { eventId } };
    });
  },
};

async function visibleRecord(
  desk: RegisterDesk,
  actor: PersonActor,
  eventId: string,
): Promise<{ readonly record: About; readonly incident: IncidentRecord }> {
  const record = await desk.recordOf(eventId);
  const incidentId = record?.incidentId ?? null;
  const incident = incidentId === null ? null : await desk.incident(incidentId);
  if (record === null || incidentId === null || incident === null || !maySeeIncident(actor, incident))
    throw new CustodyError('not-found', 'There is no such event, or you may not see it.');
  return { record: { ...record, incidentId }, incident };
}

function subjectsOf({ incidentId, evidenceId }: About, eventId: string): readonly string[] {
  const item = evidenceId === null ? [] : [`evidence:${evidenceId}`];
  return [`incident:${incidentId}`, ...item, `event:${eventId}`];
}

async function tellLeads(
  desk: RegisterDesk,
  actor: PersonActor,
  { incidentId, evidenceId, stream, type }: About,
  { number, restricted, memberObjectIds }: IncidentRecord,
): Promise<void> {
  const href = stream === evidenceId ? `/evidence/${evidenceId}` : `/incidents/${incidentId}?tab=timeline`;
  const title = `${actor.displayName} corrected a record of ${number} (${type})`;
  const key = `corrected:${stream}`;
  for (const personObjectId of await desk.peopleWithRole(['lead'], restricted ? memberObjectIds : null))
    if (personObjectId !== actor.objectId)
      await desk.notify({ personObjectId, key, level: 'info', title, href });
}
