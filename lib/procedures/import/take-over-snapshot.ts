import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { referenceProvenance } from '../../custody/reference-provenance.ts';
import { type ReferenceSnapshot, readReferenceVault } from '../../custody/reference-vault.ts';
import type { ReferenceListing, ReferenceVaultSource } from '../../ports/reference-vault.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { Procedure } from '../procedure.ts';
import { blobNameSchema } from './brought-input.ts';
import type { Begun } from './import-file.ts';
import { earlierBrought, registerBrought } from './register-brought.ts';
import { requireStorable } from './require-storable.ts';

const patienceMs = 30_000;

export const takeOverSnapshotInput = z.strictObject({
  incidentId: z.uuid(),
  blob: blobNameSchema,
  etag: z.string().min(1).max(100), // as the page showed it
  takenBy: z.string().trim().min(1).max(1_000).nullable().meta({ title: 'Who ran the runbook' }), // as the person says
  reason: reasonSchema.meta({ title: 'Purpose' }),
  authority: legalAuthoritySchema,
  requestKey: z.uuid(),
});
type Input = z.infer<typeof takeOverSnapshotInput>;

/**
 * Takes one image of the older Microsoft reference over as an item, with the hash values that its vault keeps as claims. The
 * vault is read anew: what the page showed may be old. A repeated request answers the first one's item. Throws
 * `not-feasible` (not set up, larger than the locker takes), `invalid-input` (empty), `not-found` (incident, image), `conflict` (another version lies there, incident closed, key
 * spent on something else), `cloud-refused`.
 */
export const takeOverSnapshot: Procedure<Input, Begun> = {
  name: 'take-over-snapshot',
  permission: 'acquisition.request',
  input: takeOverSnapshotInput,
  records: ['acquisition.requested'],
  async run(context, actor, { blob, etag, takenBy, ...input }) {
    const { reference } = context;
    if (reference === undefined)
      throw new CustodyError('not-feasible', 'No storage of the older reference is set up here.');
    const words = 'The storage or the vault of the older reference did not answer in time.';
    const found = await answerInTime(patienceMs, words, (signal) =>
      readSnapshot(reference, { blob, etag }, signal),
    );
    const { snapshot, claims, earlier, notes } = found;
    requireStorable(context, blob, BigInt(snapshot.blob.sizeBytes));
    const brought = {
      ...input,
      description: `Disk image ${snapshot.snapshot}, as a runbook of the older Microsoft reference stored it.`,
      earlier: { ...earlier, takenBy },
      claims: [...claims],
    };
    const thing = {
      ...({ way: 'reference-vault', what: 'disk-image' } as const),
      ...{ fileName: snapshot.blob.name, sizeBytes: snapshot.blob.sizeBytes },
      origin: originOf(reference, snapshot),
    };
    const before = await earlierBrought(context, actor, brought, thing);
    return before ?? (await registerBrought(context, actor, brought, { ...thing, notes }));
  },
};

async function readSnapshot(
  reference: ReferenceVaultSource,
  wanted: Pick<Input, 'blob' | 'etag'>,
  signal: AbortSignal,
) {
  const listing = await reference.look(wanted.blob, signal);
  const snapshot = chosenOf(listing, wanted);
  const values = await Promise.all(snapshot.hashes.map((hash) => reference.hashValues(hash, signal)));
  const { endpoint, container, vaultUrl } = reference;
  const room = { endpoint, container, vaultUrl, protection: listing.protection, readAt: listing.readAt };
  return { snapshot, ...referenceProvenance(snapshot, values, room) };
}

function chosenOf(
  { blobs, secrets }: ReferenceListing,
  { blob, etag }: Pick<Input, 'blob' | 'etag'>,
): ReferenceSnapshot {
  const found = readReferenceVault(blobs, secrets).snapshots.find((one) => one.blob.name === blob);
  if (found === undefined)
    throw new CustodyError(
      'not-found',
      'There is no such disk image in the storage of the older reference any more.',
    );
  if (found.blob.etag === etag) return found;
  throw new CustodyError(
    'conflict',
    `“${blob}” was changed in the storage of the older reference since the page was read. Read it anew.`,
  );
}

function originOf({ endpoint, container }: ReferenceVaultSource, { blob }: ReferenceSnapshot) {
  const { name, etag, blobType, lastModified } = blob;
  return { endpoint, container, blob: name, etag, blobType, lastModified };
}
