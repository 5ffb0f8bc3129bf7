import { z } from 'zod';
import type { Procedure } from '../procedure.ts';

const testChannelInput = z.strictObject({ channel: z.string().min(1).max(40) });

/** Sends a message by one channel that says nothing but that it is a test. What came of it stands beside the channel. */
export const testChannel: Procedure<z.infer<typeof testChannelInput>, { readonly noticeId: string }> = {
  name: 'test-channel',
  permission: 'alarm.test-channel',
  input: testChannelInput,
  records: ['alarm.channel-tested'],
  async run({ register }, actor, { channel }) {
    return await register.record(actor, ['alarm.channel-tested'], async (desk) => {
      const { noticeId } = await desk.tellTest(channel, actor.displayName);
      const stream = { kind: 'alarm', id: noticeId } as const;
      const about = { stream, subjects: [], reason: null, authority: null } as const;
      return {
        result: { noticeId },
        events: [{ type: 'alarm.channel-tested', ...about, detail: { channel } }],
      };
    });
  },
};
