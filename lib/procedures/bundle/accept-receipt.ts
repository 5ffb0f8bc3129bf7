import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Procedure } from '../procedure.ts';
import { bundleEvent, bundleSubject, lockSubject, ofBundle } from './bundle-subject.ts';
import { longestReceipt, receiptFact } from './receipt-fact.ts';

const acceptReceiptInput = z.strictObject({
  of: z.enum(['item', 'incident', 'search']),
  id: z.uuid(),
  receipt: z.string().min(1, 'Give the receipt.').max(longestReceipt, 'This is too long for a receipt.'),
  keySha256: z
    .string()
    .transform((text) => text.replaceAll(/\s/g, '').toLowerCase())
    .pipe(z.string().regex(/^[0-9a-f]{64}$/, 'Give the 64 hex digits that the recipient told you.')),
});

/**
 * Records the receipt of somebody outside. Whose key signed it, nobody here can know: the person who records it says which
 * digest of it the recipient told them, and it must be that of the key. Throws as `receiptFact`.
 */
export const acceptReceipt: Procedure<z.infer<typeof acceptReceiptInput>, { readonly recipient: string }> = {
  name: 'accept-receipt',
  permission: 'bundle.export',
  input: acceptReceiptInput,
  records: ['bundle.receipt-accepted'],
  async run({ register }, actor, { of, id, receipt, keySha256 }) {
    return await register.record(actor, ['bundle.receipt-accepted'], async (desk) => {
      const subject = await bundleSubject(desk, actor, { of, id });
      await lockSubject(desk, subject); // the same receipt, given a second time, waits here
      const fact = await receiptFact(desk, [subject.streamId], subject.incidentId, receipt);
      if (fact.keySha256 !== keySha256)
        throw new CustodyError(
          'invalid-input',
          'The receipt was signed with another key than the one you were told of.',
          {
            detail: { keySha256: 'This is not the digest of the key that signed the receipt.' },
          },
        );
      const detail = { ...fact, keyKnownBy: 'told-to-actor', handover: null } as const;
      return {
        events: [
          bundleEvent('bundle.receipt-accepted', await ofBundle(desk, subject, fact.bundleId), detail),
        ],
        result: { recipient: fact.recipient },
      };
    });
  },
};
