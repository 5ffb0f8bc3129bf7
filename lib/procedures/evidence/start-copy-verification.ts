import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { visibleItem } from '../custody/visible-item.ts';
import type { Procedure } from '../procedure.ts';
import { copyVerificationEvent } from './copy-verification-event.ts';

const startCopyVerificationInput = z.strictObject({ evidenceId: z.uuid() });

/**
 * Has the worker read a sealed item's stored copy whole again, zeros too, and hold it against its seal. Hands nothing
 * out, so it is for frozen items too. Throws `not-found`, or `conflict` while such a read, or a sample, of the item is open.
 */
export const startCopyVerification: Procedure<
  z.infer<typeof startCopyVerificationInput>,
  { readonly verificationId: string }
> = {
  name: 'start-copy-verification',
  permission: 'evidence.verify',
  input: startCopyVerificationInput,
  records: ['evidence.verification-started'],
  async run({ register }, actor, { evidenceId }) {
    return await register.record(actor, ['evidence.verification-started'], async (desk) => {
      const { item } = await visibleItem(desk, actor, evidenceId);
      if ((await desk.openCopyVerification(evidenceId)) !== null)
        throw new CustodyError(
          'conflict',
          `A full read or a sample of ${item.exhibitNumber} waits or runs already.`,
        );
      const { id: verificationId } = await desk.openNewCopyVerification(evidenceId, actor);
      const detail = { verificationId, exhibitNumber: item.exhibitNumber };
      return {
        events: [copyVerificationEvent('evidence.verification-started', item, null, detail)],
        result: { verificationId },
      };
    });
  },
};
