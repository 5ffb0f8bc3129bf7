import { CustodyError } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { ReadDigests } from '../../custody/read-digests.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import { blockCount, manifestRoot } from '../../hashing/block-manifest.ts';
import type { SealedItem } from '../../ports/access-desk.ts';
import type { DiskReader, EvidenceLocker } from '../../ports/evidence-locker.ts';
import { CopyMismatch } from './copy-mismatch.ts';

export const contentFacts = [
  'acquisition.copied',
  'acquisition.copy-hashed',
  'evidence.sealed',
  'access.granted',
  'evidence.frozen',
  'evidence.thawed',
] as const;

/** The stored copy and its block manifest, both as the item's own record names them. */
export interface SealedContent {
  readonly reader: DiskReader;
  readonly manifest: Uint8Array;
  readonly digests: ReadDigests;
  readonly place: { readonly account: string; readonly container: string; readonly blob: string };
}

/** The same as `openSealedCopy`, to be handed out. Throws `conflict` besides for a freeze whose thaw the ledger does not have. */
export async function openSealedContent(
  locker: EvidenceLocker,
  item: SealedItem,
  facts: readonly RecordedEvent[],
  signal: AbortSignal,
): Promise<SealedContent> {
  const newest = facts.findLast(({ type }) => type === 'evidence.frozen' || type === 'evidence.thawed');
  if (newest?.type === 'evidence.frozen')
    throw new CustodyError('conflict', `The ledger has ${item.exhibitNumber} frozen, and no thaw of it.`);
  return await openSealedCopy(locker, item, facts, signal);
}

/**
 * Opens what was sealed: blob and manifest by the recorded facts, never by the item's row, and the manifest by the root
 * that the seal names. Throws `conflict` when row and record disagree, `not-found` or `digest-mismatch` for the store; CopyMismatch for another size.
 */
export async function openSealedCopy(
  locker: EvidenceLocker,
  item: SealedItem,
  facts: readonly RecordedEvent[],
  signal: AbortSignal,
): Promise<SealedContent> {
  const { copied, hashed, digests } = sealedFacts(item, facts);
  const [reader, manifestReader] = await Promise.all([
    locker.open(copied.container, copied.blob, signal),
    locker.open(copied.container, hashed.manifestBlob, signal),
  ]);
  if (reader === null || manifestReader === null)
    throw new CustodyError(
      'not-found',
      'The stored copy, or its block manifest, is missing from the locker.',
    );
  const manifest = await wholeManifest(manifestReader, digests, signal);
  if (reader.sizeBytes.toString() !== digests.sizeBytes)
    throw new CopyMismatch({ sealed: digests.sizeBytes, found: reader.sizeBytes.toString() });
  const { account, container, blob } = copied;
  return { reader, manifest, digests, place: { account, container, blob } };
}

interface SealedFacts {
  readonly copied: EventDetail<'acquisition.copied'>;
  readonly hashed: EventDetail<'acquisition.copy-hashed'>;
  readonly digests: EventDetail<'evidence.sealed'>['digests'];
}

function sealedFacts(item: SealedItem, facts: readonly RecordedEvent[]): SealedFacts {
  let [copied, hashed, sealed]: [
    EventDetail<'acquisition.copied'> | null,
    EventDetail<'acquisition.copy-hashed'> | null,
    EventDetail<'evidence.sealed'> | null,
  ] = [null, null, null];
  for (const fact of facts) {
    if (sealed !== null) break; // nothing that follows the seal says what was sealed
    if (fact.type === 'acquisition.copied') copied = fact.detail;
    if (fact.type === 'acquisition.copy-hashed') hashed = fact.detail;
    if (fact.type === 'evidence.sealed') sealed = fact.detail;
  }
  const agrees =
    sealed !== null &&
    hashed?.digests.sha256 === sealed.digests.sha256 &&
    item.sha256 === sealed.digests.sha256 &&
    item.sizeBytes === sealed.digests.sizeBytes;
  if (copied === null || hashed === null || sealed === null || !agrees)
    throw new CustodyError(
      'conflict',
      `What the ledger has of ${item.exhibitNumber} is not what is said of it, so nothing of it is handed out.`,
    );
  return { copied, hashed, digests: sealed.digests };
}

async function wholeManifest(
  reader: DiskReader,
  digests: SealedFacts['digests'],
  signal: AbortSignal,
): Promise<Uint8Array> {
  const wanted = BigInt(blockCount(BigInt(digests.sizeBytes)) * 32);
  const chunks: Uint8Array[] = [];
  if (reader.sizeBytes === wanted)
    for await (const chunk of await reader.read(0n, wanted, signal)) chunks.push(chunk);
  const manifest = new Uint8Array(Buffer.concat(chunks));
  const root = Buffer.from(manifestRoot(manifest)).toString('base64');
  if (BigInt(manifest.length) === wanted && root === digests.manifestRoot) return manifest;
  throw new CustodyError(
    'digest-mismatch',
    'The block manifest in the locker is not the one that was sealed.',
  );
}
