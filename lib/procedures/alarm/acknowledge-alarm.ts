import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { alarmReference, visibleAlarm } from './visible-alarm.ts';

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
      const alarm = await visibleAlarm(desk, actor, alarmId);
      const { objectId, displayName } = actor;
      await desk.acknowledgeAlarm(alarm.id, { objectId, displayName, note });
      const { place, about } = alarmReference(alarm);
      return {
        result: { number: alarm.number },
        events: [{ type: 'alarm.acknowledged', ...place, reason: note, detail: { ...about, note } }],
      };
    });
  },
};
