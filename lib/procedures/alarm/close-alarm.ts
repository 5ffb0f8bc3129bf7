import { z } from 'zod';
import { alarmKindWords, endsByHand } from '../../custody/alarm.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { alarmReference, visibleAlarm } from './visible-alarm.ts';

const closeAlarmInput = z.strictObject({ alarmId: z.uuid(), reason: reasonSchema });

/**
 * Ends an alarm that says that something happened once. One that says how something is now cannot be ended so: throws
 * `conflict` for it and for one that is over, `not-found` for one that is hidden.
 */
export const closeAlarm: Procedure<z.infer<typeof closeAlarmInput>, { readonly number: string }> = {
  name: 'close-alarm',
  permission: 'alarm.close',
  input: closeAlarmInput,
  records: ['alarm.closed'],
  async run({ register }, actor, { alarmId, reason }) {
    return await register.record(actor, ['alarm.closed'], async (desk) => {
      const alarm = await visibleAlarm(desk, actor, alarmId);
      if (!endsByHand(alarm.kind)) {
        const kind = alarmKindWords(alarm.kind);
        throw new CustodyError('conflict', `${kind}: this alarm is over when what it is about is mended.`);
      }
      const { objectId, displayName } = actor;
      await desk.closeAlarm(alarm.id, { objectId, displayName, note: reason });
      const { place, about } = alarmReference(alarm);
      return {
        result: { number: alarm.number },
        events: [{ type: 'alarm.closed', ...place, reason, detail: about }],
      };
    });
  },
};
