import { z } from 'zod';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { endHandover } from './end-handover.ts';
import { handoverEvent } from './handover-event.ts';
import { handoverNote, handoverNoteKey } from './handover-note.ts';
import { visibleHandover } from './visible-handover.ts';

export const declineCustodyInput = z.strictObject({ handoverId: z.uuid(), reason: reasonSchema });

/** Says no to custody that one was offered. It stays where it was. */
export const declineCustody: Procedure<z.infer<typeof declineCustodyInput>, { readonly number: string }> = {
  name: 'decline-custody',
  permission: 'custody.hand-over',
  input: declineCustodyInput,
  records: ['custody.handover-declined'],
  async run({ register }, actor, { handoverId, reason }) {
    return await register.record(actor, ['custody.handover-declined'], async (desk) => {
      const handover = await visibleHandover(desk, actor, handoverId);
      await endHandover(desk, handover, 'declined', actor.objectId);
      const { number, exhibitNumber, offerer } = handover;
      const title = `${number}: ${actor.displayName} declined custody of ${exhibitNumber}`;
      await desk.settleNotes(handoverNoteKey(handoverId), title);
      await desk.notify(handoverNote(handover, offerer.objectId, 'warning', title));
      return {
        events: [handoverEvent('custody.handover-declined', handover, {}, reason)],
        result: { number },
      };
    });
  },
};
