import { z } from 'zod';
import { isTimeZone } from '../../custody/time-zone.ts';
import type { Procedure } from '../procedure.ts';

export const changeSettingsInput = z.strictObject({
  timeZone: z.string().max(64).refine(isTimeZone, 'This is not a time zone of the IANA list.'),
  appearance: z.enum(['system', 'light', 'dark']),
  /** The last day, in UTC, on which others decide in this person's place. */
  awayUntil: z.iso.date().nullable().default(null),
});

/** Changes how the portal looks to this person, and whether others decide in their place for a while. */
export const changeSettings: Procedure<
  z.infer<typeof changeSettingsInput>,
  z.infer<typeof changeSettingsInput>
> = {
  name: 'change-settings',
  permission: 'settings.change-own',
  input: changeSettingsInput,
  records: ['settings.changed'],
  async run({ register }, actor, settings) {
    return await register.record(actor, ['settings.changed'], async (desk) => {
      await desk.saveSettings(actor.objectId, settings);
      return {
        events: [
          {
            type: 'settings.changed',
            stream: { kind: 'person', id: actor.objectId },
            subjects: [],
            reason: null,
            authority: null,
            detail: {
              timeZone: settings.timeZone,
              appearance: settings.appearance,
              ...(settings.awayUntil === null ? {} : { awayUntil: settings.awayUntil }),
            },
          },
        ],
        result: settings,
      };
    });
  },
};
