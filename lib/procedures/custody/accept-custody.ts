import { z } from 'zod';
import { requirePermission } from '../../custody/permission.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import type { Procedure } from '../procedure.ts';
import { endHandover } from './end-handover.ts';
import { handoverEvent } from './handover-event.ts';
import { handoverNote, handoverNoteKey } from './handover-note.ts';
import { visibleHandover } from './visible-handover.ts';

const found = (what: string) =>
  z.string().trim().min(3, `Say ${what}.`).max(500, 'Keep it under 500 characters.');

export const acceptCustodyInput = z.strictObject({
  handoverId: z.uuid(),
  condition: found('in what condition you found the item'),
  location: found('where you took it over'),
});

/** Takes custody of what was offered: the second act, by the person it was offered to, as the tenant knows them now. */
export const acceptCustody: Procedure<z.infer<typeof acceptCustodyInput>, { readonly number: string }> = {
  name: 'accept-custody',
  permission: 'custody.hand-over',
  input: acceptCustodyInput,
  records: ['custody.handover-accepted'],
  async run(context, actor, { handoverId, condition, location }) {
    const { number } = await visibleHandover(context.register.look, actor, handoverId);
    const recipient = await asTheTenantSays(context, actor, { attempt: number });
    requirePermission(recipient, 'custody.hand-over');
    return await context.register.record(recipient, ['custody.handover-accepted'], async (desk) => {
      const handover = await visibleHandover(desk, recipient, handoverId);
      await desk.lockIncident(handover.incidentId); // a disposal that begins now takes it too
      await endHandover(desk, handover, 'accepted', recipient.objectId);
      const { exhibitNumber, from, to, offerer } = handover;
      const title = `${number}: ${to.displayName} has custody of ${exhibitNumber} now`;
      await desk.settleNotes(handoverNoteKey(handoverId), title);
      for (const objectId of new Set([from.objectId, offerer.objectId]))
        await desk.notify(handoverNote(handover, objectId, 'info', title));
      return {
        events: [handoverEvent('custody.handover-accepted', handover, { condition, location }, null)],
        result: { number },
      };
    });
  },
};
