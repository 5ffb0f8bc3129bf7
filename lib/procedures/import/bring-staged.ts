import { z } from 'zod';
import type { StoredOrigin } from '../../custody/brought-source.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { StagedSources, StagedWay } from '../../ports/staged-sources.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { blobNameSchema, broughtInput, fileNameSchema, whatSchema } from './brought-input.ts';
import type { Begun } from './import-file.ts';
import { type BroughtThing, earlierBrought, registerBrought } from './register-brought.ts';
import { requireStorable } from './require-storable.ts';
import { requireWholeVhd } from './require-whole-vhd.ts';

const lookMs = 30_000;

export const bringStagedInput = broughtInput.extend({
  way: z.enum(['staged', 'windows-365']),
  blob: blobNameSchema,
  etag: z.string().min(1).max(100), // of the version that the person saw
  what: whatSchema,
});
type Input = z.infer<typeof bringStagedInput>;

/**
 * Registers a file that waits in other storage, in the version that the person saw; a worker fetches it. A snapshot of a Cloud
 * PC is a disk image whose VHD footer is read first. Throws `not-found` (incident, file), `conflict` (incident closed, changed
 * since it was seen), `corrupt-source` (no whole VHD), `not-feasible` (storage not set up), `cloud-refused` (rights, network).
 */
export const bringStaged: Procedure<Input, Begun> = {
  name: 'bring-staged',
  permission: 'acquisition.request',
  input: bringStagedInput,
  records: ['acquisition.requested'],
  async run(context, actor, { way, blob, etag, what: said, ...input }) {
    const what = way === 'windows-365' ? 'disk-image' : said;
    const earlier = await earlierBrought(context, actor, input, { way, what, origin: { blob, etag } });
    if (earlier !== null) return earlier;
    const staged = requireStaged(context, way);
    const signal = AbortSignal.timeout(lookMs);
    const { sizeBytes, ...origin } = await pinned(staged, way, { blob, etag }, signal);
    requireStorable(context, blob, sizeBytes);
    const notes = await notesOf(staged, way, origin, signal);
    const fileName = fileNameOf(blob);
    const thing: BroughtThing = { way, what, fileName, sizeBytes: String(sizeBytes), origin, notes };
    return await registerBrought(context, actor, input, thing);
  },
};

function requireStaged({ staged }: ProcedureContext, way: StagedWay): StagedSources {
  if (staged?.places.some((place) => place.way === way) === true) return staged;
  throw new CustodyError('not-feasible', 'No storage of this kind is set up here.');
}

async function pinned(
  staged: StagedSources,
  way: StagedWay,
  { blob, etag }: Pick<StoredOrigin, 'blob' | 'etag'>,
  signal: AbortSignal,
) {
  const found = await staged.look(way, blob, signal);
  if (found === null) throw new CustodyError('not-found', `“${blob}” is not there any more.`);
  if (found.etag !== etag)
    throw new CustodyError(
      'conflict',
      `“${blob}” was changed since this page showed it. Look at it again, and choose it anew.`,
    );
  return found;
}

/** What is to be known of this way. */
async function notesOf(
  staged: StagedSources,
  way: 'staged' | 'windows-365',
  origin: StoredOrigin,
  signal: AbortSignal,
): Promise<readonly string[]> {
  switch (way) {
    case 'staged':
      return [
        'Whoever may write to the staging storage could have changed the file until its version was pinned for this import.',
      ];
    case 'windows-365': {
      const footer = await requireWholeVhd(await staged.open(way, origin, signal), signal);
      return [
        'Microsoft’s Windows 365 service wrote this snapshot into the customer’s storage; Holdfast did not take it.',
        'Microsoft gives no digest of it: the first digest is the one that Holdfast computed on receipt.',
        'The service demands that the storage account be reachable from all networks, and holds the roles Storage Account Contributor and Storage Blob Data Contributor there.',
        'The name is the one it has there; Microsoft does not document how the service names its snapshots.',
        `Its VHD footer was read when it was asked for: fixed, ${footer.currentSize} bytes of disk, made ${footer.createdAt.toISOString()}.`,
      ];
    }
  }
}

/** Its last part, as far as a name of a file may go. */
function fileNameOf(blob: string): string {
  const last = blob.split('/').at(-1) ?? '';
  const read = fileNameSchema.safeParse(last);
  if (read.success) return read.data;
  throw new CustodyError('invalid-input', `“${blob}” ends in no name that a file can have.`);
}
