import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { noticeNote } from './send-notice.ts';

const actor: SystemActor = { kind: 'system', component: 'notices' };
const batch = 50;

/**
 * Reminds everybody who has not acknowledged a hold notice and was not reminded for `everyMs`. Safe to run in many workers
 * at once. Out: how many people were reminded.
 */
export async function remindRecipients(register: CustodyRegister, everyMs: number): Promise<number> {
  const before = new Date(Date.now() - everyMs);
  let reminded = 0;
  for (const id of await register.look.unheardNotices(before, batch))
    reminded += await remind(register, id, before);
  return reminded;
}

async function remind(register: CustodyRegister, noticeId: string, before: Date): Promise<number> {
  const asked = register.record(actor, ['hold.notice-reminded'], async (desk) => {
    const notice = await desk.notice(noticeId);
    const recipients = notice === null ? [] : await desk.remindRecipients(noticeId, before);
    if (notice === null || recipients.length === 0)
      throw new CustodyError('conflict', 'Another worker reminded them.');
    const incident = await desk.incident(notice.incidentId);
    const title = `${incident?.number ?? ''}: a legal hold notice still waits for your acknowledgement`;
    for (const { objectId } of recipients)
      await desk.notify({
        ...noticeNote(noticeId, notice.incidentId),
        ...{ personObjectId: objectId, level: 'warning', title },
      });
    const detail = { noticeId, sentAt: notice.sentAt, recipients };
    return {
      events: [incidentEvent('hold.notice-reminded', notice.incidentId, null, detail)],
      result: recipients.length,
    };
  });
  return await asked.catch(noneIfTold);
}

function noneIfTold(error: unknown): number {
  if (error instanceof CustodyError && error.code === 'conflict') return 0;
  throw error;
}
