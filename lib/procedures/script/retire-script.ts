import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { scriptFact } from './script-fact.ts';

const retireScriptInput = z.strictObject({ versionId: z.uuid(), reason: reasonSchema });

/**
 * Takes a version out of use for good, also one that came with the product: nothing that is asked for from now on runs it,
 * and what waits is refused when its turn comes. One person may: it only takes away. Throws `not-found` or `conflict`.
 */
export const retireScript: Procedure<z.infer<typeof retireScriptInput>, { readonly id: string }> = {
  name: 'retire-script',
  permission: 'script.retire',
  input: retireScriptInput,
  records: ['script.retired'],
  run: ({ register }, actor, { versionId, reason }) =>
    register.record(actor, ['script.retired'], async (desk) => {
      const version = await desk.scriptVersion(versionId);
      if (version === null) throw new CustodyError('not-found', 'There is no such version of a script.');
      await desk.retireScriptVersion(versionId, reason);
      const more = { wasReviewed: version.wasReviewed };
      return {
        events: [scriptFact('script.retired', version, reason, more)],
        result: { id: version.scriptId },
      };
    }),
};
