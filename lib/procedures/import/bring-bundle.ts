import { z } from 'zod';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { parseTrustPolicy } from '../../ledger/trust-policy.ts';
import type { Procedure } from '../procedure.ts';
import { bringFileInput } from './bring-file.ts';
import type { Begun } from './import-file.ts';
import { earlierBrought, registerBrought } from './register-brought.ts';

export const bringBundleInput = bringFileInput.extend({
  what: z.literal('bundle'),
  trustPolicy: z
    .string()
    .trim()
    .min(1, 'Paste the trust policy that you hold of the other Holdfast.')
    .max(20_000)
    .superRefine((text, check) => {
      try {
        parseTrustPolicy(`${text}\n`);
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
        check.addIssue({ code: 'custom', message: `This is no trust policy: ${error.message}` });
      }
    })
    .transform((text) => `${text}\n`),
});
type Input = z.infer<typeof bringBundleInput>;

/** What has to be known of every bundle that was not made here. */
const bundleNotes = [
  'It is sealed as the archive that was brought. The events in it belong to the ledger of the other Holdfast: they stay inside, and are no events of this one.',
  'It is judged by the trust policy of who brought it; keys that come with a bundle prove nothing. Time stamps in it are not judged here.',
];

/**
 * Registers an evidence bundle of another Holdfast, with the trust policy that its verification shall use; its bytes follow
 * (`receive-import`), and the verdict after the seal. A repeated request answers the first one's item. Throws as
 * `bring-file`.
 */
export const bringBundle: Procedure<Input, Begun> = {
  name: 'bring-bundle',
  permission: 'acquisition.request',
  input: bringBundleInput,
  records: ['acquisition.requested'],
  async run(context, actor, { fileName, sizeBytes, what, trustPolicy, ...input }) {
    const thing = {
      ...({ way: 'by-hand', what, origin: null } as const),
      ...{ fileName, sizeBytes: String(sizeBytes), trustPolicy },
    };
    const earlier = await earlierBrought(context, actor, input, thing);
    return earlier ?? (await registerBrought(context, actor, input, { ...thing, notes: bundleNotes }));
  },
};
