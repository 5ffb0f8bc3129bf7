import { z } from 'zod';

const lines = z.strictObject({ kind: z.literal('lines'), lines: z.array(z.string()) });

const cleared = z.strictObject({ kind: z.literal('cleared') });

const library = z.strictObject({
  kind: z.literal('library'),
  files: z.array(
    z.strictObject({
      fileName: z.string(),
      sha256: z.string(),
      updatedAt: z.string().nullable(),
      pinned: z.enum(['as-pinned', 'differs', 'not-ours']),
    }),
  ),
});

/** One file's digests as the device printed them, beside those of what arrived. */
const file = z.strictObject({
  kind: z.literal('file'),
  path: z.string(),
  exhibitNumber: z.string(),
  evidenceId: z.string(),
  device: z.strictObject({
    md5: z.string().nullable(),
    sha1: z.string().nullable(),
    sha256: z.string().nullable(),
    size: z.number().nullable(),
    exhibitNumber: z.string(), // of the output that says so
  }),
  received: z.strictObject({
    sha256: z.string(), // of the bytes as they arrived
    sizeBytes: z.string(),
    contentSha256: z.string(), // unpacked; the same where nothing was packed
    contentBytes: z.string().nullable(),
  }),
  verdict: z.enum(['agrees', 'differs', 'not-comparable']),
});

const reputation = z.strictObject({
  kind: z.literal('reputation'),
  sha256: z.string(),
  path: z.string().nullable(),
  known: z.boolean(), // false: Defender knows no such file
  determination: z.string().nullable(),
  globalPrevalence: z.number().nullable(),
  organisationDevices: z.number().nullable(),
  organisationAlerts: z.number().nullable(),
  signer: z.string().nullable(),
});

/** How many items an output has, as the device counts; what they are is shown to whom may read it. */
const counted = z.strictObject({
  kind: z.literal('counted'),
  items: z.number(),
  problems: z.number(),
  truncated: z.boolean(),
  exitCode: z.number().nullable(),
});

export const commandAnswer = z.discriminatedUnion('kind', [
  lines,
  cleared,
  library,
  file,
  reputation,
  counted,
]);

/** What the product says of a command beside its sealed output. */
export type CommandAnswer = z.infer<typeof commandAnswer>;
export type FileAnswer = z.infer<typeof file>;
export type ReputationAnswer = z.infer<typeof reputation>;
export type LibraryAnswer = z.infer<typeof library>;
