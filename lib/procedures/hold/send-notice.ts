import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';

export const sendNoticeInput = z.strictObject({
  incidentId: z.uuid(),
  text: z
    .string()
    .trim()
    .min(20, 'Say in at least 20 characters what must be kept.')
    .max(4_000, 'Keep the notice under 4,000 characters.'),
});

/** Tells an incident's members, and everybody who ever had its items in custody, what must be kept; each acknowledges it. */
export const sendNotice: Procedure<z.infer<typeof sendNoticeInput>, { readonly noticeId: string }> = {
  name: 'send-hold-notice',
  permission: 'hold.notify',
  input: sendNoticeInput,
  records: ['hold.notice-sent'],
  async run({ register }, actor, { incidentId, text }) {
    return await register.record(actor, ['hold.notice-sent'], async (desk) => {
      const { id, number } = await visibleIncident(desk, actor, incidentId);
      const recipients = await desk.noticeRecipients(id);
      if (recipients.length === 0)
        throw new CustodyError(
          'conflict',
          `${number} has no member, and nobody had anything of it in custody.`,
        );
      const sent = await desk.sendNotice({ incidentId: id, text, sender: actor, recipients });
      const title = `${number}: a legal hold notice waits for your acknowledgement`;
      for (const { objectId } of recipients)
        await desk.notify({ ...noticeNote(sent.id, id), personObjectId: objectId, level: 'warning', title });
      const detail = { noticeId: sent.id, text, recipients };
      return {
        events: [incidentEvent('hold.notice-sent', id, null, detail)],
        result: { noticeId: sent.id },
      };
    });
  },
};

export function noticeNote(noticeId: string, incidentId: string) {
  return { key: `hold-notice:${noticeId}`, href: `/incidents/${incidentId}?tab=holds` };
}
