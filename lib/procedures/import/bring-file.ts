import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { broughtInput, fileNameSchema, whatSchema } from './brought-input.ts';
import { type Begun, mostImportBytes } from './import-file.ts';
import { earlierBrought, registerBrought } from './register-brought.ts';

export const bringFileInput = broughtInput.extend({
  fileName: fileNameSchema,
  sizeBytes: z.coerce
    .number()
    .int()
    .min(1, 'The file is empty.')
    .max(mostImportBytes, 'A browser sends at most 300 MB. Put a larger file into the staging storage.'),
  what: whatSchema,
});
type Input = z.infer<typeof bringFileInput>;

/**
 * Registers a file that a person has at hand; its bytes follow (`receive-import`). A repeated request answers the first one's
 * item. Throws `not-found` (incident), `invalid-input` (authority, a time in the future), `conflict` (incident closed, key
 * spent on another file).
 */
export const bringFile: Procedure<Input, Begun> = {
  name: 'bring-file',
  permission: 'acquisition.request',
  input: bringFileInput,
  records: ['acquisition.requested'],
  async run(context, actor, { fileName, sizeBytes, what, ...input }) {
    const thing = { way: 'by-hand', what, fileName, sizeBytes: String(sizeBytes), origin: null } as const;
    const earlier = await earlierBrought(context, actor, input, thing);
    return earlier ?? (await registerBrought(context, actor, input, { ...thing, notes: [] }));
  },
};
