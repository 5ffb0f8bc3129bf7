import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { endHandover } from './end-handover.ts';
import { handoverEvent } from './handover-event.ts';
import { handoverNoteKey } from './handover-note.ts';
import { visibleHandover } from './visible-handover.ts';

export const withdrawOfferInput = z.strictObject({ handoverId: z.uuid() });

/** Takes one's own waiting offer back. */
export const withdrawOffer: Procedure<z.infer<typeof withdrawOfferInput>, { readonly number: string }> = {
  name: 'withdraw-offer',
  permission: 'custody.hand-over',
  input: withdrawOfferInput,
  records: ['custody.handover-withdrawn'],
  async run({ register }, actor, { handoverId }) {
    return await register.record(actor, ['custody.handover-withdrawn'], async (desk) => {
      const handover = await visibleHandover(desk, actor, handoverId);
      await endHandover(desk, handover, 'withdrawn', actor.objectId);
      const { number } = handover;
      await desk.settleNotes(handoverNoteKey(handoverId), `${number} was withdrawn`);
      return {
        events: [handoverEvent('custody.handover-withdrawn', handover, {}, null)],
        result: { number },
      };
    });
  },
};
