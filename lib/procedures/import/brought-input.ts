import { z } from 'zod';
import { broughtKinds } from '../../custody/brought-source.ts';
import { claimAlgorithms, digestHexLength } from '../../custody/digest-claim.ts';
import { legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';

const said = z.string().trim().min(1).max(1_000).nullable();

/** A digest as it was typed: spaces and capitals do not count. */
const claim = z
  .strictObject({
    algorithm: z.enum(claimAlgorithms),
    hex: z
      .string()
      .max(400)
      .transform((text) => text.replaceAll(/[\s:]/g, '').toLowerCase())
      .pipe(z.string().regex(/^[0-9a-f]+$/, 'A digest has the digits 0 to 9 and the letters a to f alone.'))
      .meta({ title: 'Value of digest' }),
    foundIn: z
      .string()
      .trim()
      .min(3, 'Say where this digest was found.')
      .max(300)
      .meta({ title: 'Source of digest' }),
  })
  .refine((one) => one.hex.length === digestHexLength(one.algorithm), {
    path: ['hex'],
    message: 'This digest does not have the length of its algorithm.',
  });

/** What is said of everything that is brought in, by whatever way. */
export const broughtInput = z.strictObject({
  incidentId: z.uuid(),
  description: z.string().trim().min(3, 'Say what it is.').max(1_000),
  earlier: z.strictObject({
    takenBy: said.meta({ title: 'Who took it' }),
    takenAt: z.iso
      .datetime({ offset: true, error: 'Give the time, or leave it out.' })
      .nullable()
      .meta({ title: 'When it was taken (UTC)' }),
    how: said.meta({ title: 'How, and with which tool' }),
    heldBy: said.meta({ title: 'Who kept it since, and where' }),
  }),
  claims: z.array(claim).max(12, 'At most twelve digests.').meta({ title: 'Claimed digests' }),
  reason: reasonSchema.meta({ title: 'Purpose' }),
  authority: legalAuthoritySchema,
  requestKey: z.uuid(),
});
export type BroughtInput = z.infer<typeof broughtInput>;

export const whatSchema = z.enum(broughtKinds).exclude(['bundle']).meta({ title: 'What it is' }); // a bundle comes with a policy

/** A name that lists, pages and archives can show. */
export const fileNameSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{C}/\\]+$/u, 'The name of the file has signs that a name cannot have.')
  .meta({ title: 'File' });

/** A name in other storage: a path, of signs that can be shown. */
export const blobNameSchema = z
  .string()
  .min(1)
  .max(1_024)
  .regex(/^\P{C}+$/u, 'The name has signs that cannot be shown. Give the file another name there.');
