import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { noticeNote } from './send-notice.ts';

export const acknowledgeNoticeInput = z.strictObject({ noticeId: z.uuid() });

/** Says that a hold notice was read and understood, once, by whom it was sent to. */
export const acknowledgeNotice: Procedure<
  z.infer<typeof acknowledgeNoticeInput>,
  { readonly noticeId: string }
> = {
  name: 'acknowledge-hold-notice',
  permission: 'hold.acknowledge-own',
  input: acknowledgeNoticeInput,
  records: ['hold.notice-acknowledged'],
  async run({ register }, actor, { noticeId }) {
    return await register.record(actor, ['hold.notice-acknowledged'], async (desk) => {
      const notice = await desk.notice(noticeId);
      if (notice === null)
        throw new CustodyError('not-found', 'There is no such notice, or you may not see it.');
      const { id, number } = await visibleIncident(desk, actor, notice.incidentId);
      if (!(await desk.acknowledgeNotice(noticeId, actor.objectId)))
        throw new CustodyError('conflict', 'This notice does not wait for you.');
      const title = `${number}: you acknowledged the hold notice`;
      await desk.notify({
        ...noticeNote(noticeId, id),
        personObjectId: actor.objectId,
        level: 'info',
        title,
      });
      const detail = { noticeId, sentAt: notice.sentAt };
      return {
        events: [incidentEvent('hold.notice-acknowledged', id, null, detail)],
        result: { noticeId },
      };
    });
  },
};
