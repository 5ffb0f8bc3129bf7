import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { requirePermission } from '../../custody/permission.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { HandoverRecord } from '../../ports/handover-desk.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { bundleEvent } from '../bundle/bundle-subject.ts';
import { longestReceipt, receiptFact } from '../bundle/receipt-fact.ts';
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
  /** Of the bundle that was handed over with the item, signed with a key of the recipient's own. */
  receipt: z.string().max(longestReceipt, 'This is too long for a receipt.').optional(),
});

const accepting = ['custody.handover-accepted', 'bundle.receipt-accepted'] as const;

/** Takes custody of what was offered: the second act, by the person it was offered to, as the tenant knows them now. */
export const acceptCustody: Procedure<z.infer<typeof acceptCustodyInput>, { readonly number: string }> = {
  name: 'accept-custody',
  permission: 'custody.hand-over',
  input: acceptCustodyInput,
  records: accepting,
  async run(context, actor, { handoverId, condition, location, receipt }) {
    const { number } = await visibleHandover(context.register.look, actor, handoverId);
    const recipient = await asTheTenantSays(context, actor, { attempt: number });
    requirePermission(recipient, 'custody.hand-over');
    return await context.register.record(recipient, accepting, async (desk) => {
      const handover = await visibleHandover(desk, recipient, handoverId);
      await desk.lockIncident(handover.incidentId); // a disposal that begins now takes it too
      await endHandover(desk, handover, 'accepted', recipient.objectId);
      const { exhibitNumber, from, to, offerer } = handover;
      const title = `${number}: ${to.displayName} has custody of ${exhibitNumber} now`;
      await desk.settleNotes(handoverNoteKey(handoverId), title);
      for (const objectId of new Set([from.objectId, offerer.objectId]))
        await desk.notify(handoverNote(handover, objectId, 'info', title));
      return {
        events: [
          handoverEvent('custody.handover-accepted', handover, { condition, location }, null),
          ...(receipt === undefined || receipt.trim() === ''
            ? []
            : [await receiptOf(desk, handover, receipt)]),
        ],
        result: { number },
      };
    });
  },
};

/** The receipt that goes with the acceptance. One that says that the bundle does not hold closes nothing. */
async function receiptOf(
  desk: RegisterDesk,
  { evidenceId, incidentId, exhibitNumber, number }: HandoverRecord,
  receipt: string,
): Promise<CustodyEvent<'bundle.receipt-accepted'>> {
  const fact = await receiptFact(desk, [evidenceId, incidentId], incidentId, receipt);
  if (fact.verdict === 'fails')
    throw new CustodyError(
      'conflict',
      'By your receipt the bundle does not hold. Decline, or have another one made: custody is not taken over with it.',
    );
  const subject = { of: 'item', id: evidenceId, name: exhibitNumber, incidentId } as const;
  const stream = { kind: 'evidence', id: evidenceId } as const;
  return bundleEvent(
    'bundle.receipt-accepted',
    { ...subject, stream },
    { ...fact, keyKnownBy: 'recipient-signed-in', handover: number },
  );
}
