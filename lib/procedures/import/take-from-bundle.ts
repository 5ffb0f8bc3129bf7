import { z } from 'zod';
import { exhibitsIn } from '../../bundle/held-exhibits.ts';
import type { BroughtKind } from '../../custody/brought-source.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { digestHexLength } from '../../custody/digest-claim.ts';
import { legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import { visibleAcquisition } from '../acquisition/visible-acquisition.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { fileNameSchema } from './brought-input.ts';
import type { Begun } from './import-file.ts';
import { openArchive } from './open-archive.ts';
import { earlierBrought, registerBrought } from './register-brought.ts';
import { saidByBundle } from './said-by-bundle.ts';

const patienceMs = 30_000;

export const takeFromBundleInput = z.strictObject({
  acquisitionId: z.uuid(), // of the bundle
  theirs: z.string().min(1).max(100), // exhibit number in the bundle
  reason: reasonSchema.meta({ title: 'Purpose' }),
  authority: legalAuthoritySchema,
  requestKey: z.uuid(),
});
type Input = z.infer<typeof takeFromBundleInput>;

/**
 * Makes an evidence file of a sealed bundle an item of its own in the bundle's incident; the worker reads it out of the sealed
 * archive, and the digest that its own Holdfast sealed is a claim. A repeated request answers the first one's item. Throws
 * `not-found` (bundle, exhibit), `conflict` (bundle not sealed, incident closed, key spent), `not-feasible` (its bytes are
 * not in the bundle, or the archive cannot be read).
 */
export const takeFromBundle: Procedure<Input, Begun> = {
  name: 'take-from-bundle',
  permission: 'acquisition.request',
  input: takeFromBundleInput,
  records: ['acquisition.requested'],
  async run(context, actor, { acquisitionId, theirs, ...input }) {
    const bundle = await visibleAcquisition(context.register.look, actor, acquisitionId);
    const words = 'The evidence locker did not answer in time.';
    const found = await answerInTime(patienceMs, words, (signal) =>
      findExhibit(context, bundle, theirs, signal),
    );
    const { path, fileName, index, sha256, sizeBytes, log, origin } = found;
    const where = `entry ${index} (evidence.sealed of ${theirs}) of the log ${log}, as bundle ${bundle.exhibitNumber} shows it`;
    const brought = {
      ...{ ...input, incidentId: bundle.incidentId },
      description: `${theirs} of the log ${log}, out of the bundle ${bundle.exhibitNumber}.`,
      earlier: { takenBy: null, takenAt: null, how: null, heldBy: `The Holdfast whose log is ${log}` },
      claims: [{ algorithm: 'SHA-256' as const, hex: sha256, foundIn: where }],
    };
    const thing = {
      ...({ way: 'bundle', what: kindOf(path) } as const),
      ...{ fileName, sizeBytes: String(sizeBytes), origin },
      inside: {
        ...{ evidenceId: bundle.evidenceId, exhibitNumber: bundle.exhibitNumber, path },
        ...{ theirs, log, index },
      },
    };
    const earlier = await earlierBrought(context, actor, brought, thing);
    const notes = [
      `The verdict on the bundle stands with ${bundle.exhibitNumber}: what the bundle says of this file is worth as much as that.`,
    ];
    return earlier ?? (await registerBrought(context, actor, brought, { ...thing, notes }));
  },
};

async function findExhibit(
  { locker }: ProcedureContext,
  bundle: AcquisitionRecord,
  theirs: string,
  signal: AbortSignal,
) {
  const { source, container, blob, steps } = bundle;
  const isBundle = 'brought' in source && source.brought.what === 'bundle';
  if (!isBundle || blob === null || steps['seal-evidence'].state !== 'done')
    throw new CustodyError('conflict', `${bundle.exhibitNumber} is no sealed bundle.`);
  const reader = await locker.open(container, blob, signal);
  if (reader === null)
    throw new CustodyError('not-found', 'The sealed bundle is not in the evidence locker.');
  const origin = {
    ...{ endpoint: locker.account, container, blob, etag: reader.etag },
    ...{ blobType: 'BlockBlob', lastModified: null },
  };
  return { origin, ...(await readExhibit(reader, theirs, signal)) };
}

async function readExhibit(reader: DiskReader, theirs: string, signal: AbortSignal) {
  try {
    const files = await openArchive(reader, signal);
    const exhibit = (await exhibitsIn(files)).find(({ exhibitNumber }) => exhibitNumber === theirs);
    if (exhibit === undefined)
      throw new CustodyError('not-found', `The bundle does not say that it holds ${theirs}.`);
    const { path, index, sha256, log } = exhibit;
    if (path === null)
      throw new CustodyError('not-feasible', `The bytes of ${theirs} are not in the bundle.`);
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    if (!isSha256(sha256) || !fileNameSchema.safeParse(fileName).success)
      throw new CustodyError('not-feasible', `The bundle gives ${theirs} no SHA-256, or no name of a file.`);
    const named = { path, fileName, index, sha256, log: saidByBundle(log ?? 'unknown') };
    return { ...named, sizeBytes: files.sizeOf(path) };
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw new CustodyError('not-feasible', `The bundle cannot be read. ${cause.message}`, { cause });
  }
}

function isSha256(hex: string): boolean {
  return /^[0-9a-f]+$/.test(hex) && hex.length === digestHexLength('SHA-256');
}

function kindOf(path: string): BroughtKind {
  switch (path.slice(path.lastIndexOf('.') + 1)) {
    case 'vhd':
    case 'img':
      return 'disk-image';
    case 'zip':
      return 'archive';
    case 'pdf':
      return 'document';
    default:
      return 'other';
  }
}
