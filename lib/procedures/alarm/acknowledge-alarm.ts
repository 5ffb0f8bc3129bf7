import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { FoundAlarm } from '../../ports/alarm-desk.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';

const acknowledgeAlarmInput = z.strictObject({
  alarmId: z.uuid(),
  note: z
    .string()
    .trim()
    .max(2_000, 'Keep a note under 2,000 characters.')
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .default(null),
});

/**
 * Says that one has seen an alarm and looks after it. It stays open until what it is about is mended, and waits for
 * somebody again if it gets worse. Throws `not-found` for one that is hidden, `conflict` for one that is over.
 */
export const acknowledgeAlarm: Procedure<
  z.infer<typeof acknowledgeAlarmInput>,
  { readonly number: string }
> = {
  name: 'acknowledge-alarm',
  permission: 'alarm.acknowledge',
  input: acknowledgeAlarmInput,
  records: ['alarm.acknowledged'],
  async run({ register }, actor, { alarmId, note }) {
    return await register.record(actor, ['alarm.acknowledged'], async (desk) => {
      const { id, number, kind, title, incidentId, restricted } = await visibleAlarm(desk, actor, alarmId);
      await desk.acknowledgeAlarm(id, { objectId: actor.objectId, displayName: actor.displayName, note });
      // The event of one that names no incident can be read by whoever watches.
      const shown = restricted && incidentId === null ? null : title;
      return {
        result: { number },
        events: [
          {
            type: 'alarm.acknowledged',
            stream: { kind: 'alarm', id },
            subjects: incidentId === null ? [] : [`incident:${incidentId}`],
            reason: note,
            authority: null,
            detail: { alarmId: id, number, kind, title: shown, note },
          },
        ],
      };
    });
  },
};

async function visibleAlarm(desk: RegisterDesk, actor: PersonActor, alarmId: string): Promise<FoundAlarm> {
  const alarm = await desk.alarm(alarmId);
  if (alarm === null || !isAmong(alarm, actor)) throw hidden();
  if (alarm.incidentId !== null) await visibleIncident(desk, actor, alarm.incidentId);
  return alarm;
}

function isAmong({ restricted, incidentId, audience }: FoundAlarm, { objectId }: PersonActor): boolean {
  return !restricted || incidentId !== null || audience.includes(objectId);
}

function hidden(): CustodyError {
  return new CustodyError('not-found', 'There is no such alarm, or you may not see it.');
}
