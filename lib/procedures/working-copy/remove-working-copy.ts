import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { useEvent } from '../access/use-event.ts';
import type { Procedure } from '../procedure.ts';
import { ofCopy } from './copy-event.ts';

export const removeWorkingCopyInput = z.strictObject({ workingCopyId: z.uuid(), reason: reasonSchema });

/**
 * Has one's own working copy detached and deleted before its grant ends. Others end it by revoking the grant. Throws
 * `not-found` alike for an unknown one and for one of somebody else, `conflict` for one that is on its way out.
 */
export const removeWorkingCopy: Procedure<
  z.infer<typeof removeWorkingCopyInput>,
  { readonly number: string }
> = {
  name: 'remove-working-copy',
  permission: 'evidence.read-content',
  input: removeWorkingCopyInput,
  records: ['derivative.removal-requested'],
  async run({ register }, actor, { workingCopyId, reason }) {
    return await register.record(actor, ['derivative.removal-requested'], async (desk) => {
      const copy = await desk.workingCopy(workingCopyId);
      if (copy === null || copy.requester.objectId !== actor.objectId)
        throw new CustodyError('not-found', 'There is no such working copy of yours.');
      if (!(await desk.endWorkingCopy(copy.id, 'asked')))
        throw new CustodyError('conflict', `${copy.number} is gone, or on its way out.`);
      const detail = { ...ofCopy(copy), state: copy.state };
      return {
        events: [useEvent('derivative.removal-requested', copy, detail, reason)],
        result: { number: copy.number },
      };
    });
  },
};
