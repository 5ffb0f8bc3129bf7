import type { PersonActor } from '../../custody/actor.ts';
import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { type DiskSource, requireDisk } from '../../custody/evidence-source.ts';
import { mayDo } from '../../custody/permission.ts';
import type { ReadDigests } from '../../custody/read-digests.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import type { WorkingCopyLease, WorkingCopyRecord } from '../../ports/working-copies.ts';
import type { NewDisk, Progress, WorkingDisk, WorkingDisks } from '../../ports/working-disks.ts';
import { releasable } from '../access/releasable.ts';
import { contentFacts, openSealedContent, type SealedContent } from '../access/sealed-content.ts';
import { useEvent } from '../access/use-event.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { ProcedureContext } from '../procedure.ts';
import { readWholeDisk } from '../read-whole-disk.ts';
import { copyNoteKey, diskNameOf, exporterFor, ofCopy } from './copy-event.ts';

const signedWithinMs = 60_000;

/** What a worker has of a copy that it works on. */
export interface CopyWork {
  readonly context: ProcedureContext;
  readonly disks: WorkingDisks;
  readonly lease: WorkingCopyLease;
  readonly calls: readonly AzureTrace[]; // made so far
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Makes the disk and attaches it. Each effect is looked for before it is done again and recorded after it, so another
 * worker goes on wherever this one died. Throws what stood in the way; `digest-mismatch` for a disk that is not as sealed.
 */
export async function makeWorkingCopy(work: CopyWork): Promise<void> {
  const { copy } = work.lease;
  await requireStillReleasable(work);
  if (copy.state === 'requested') await fillDisk(work);
  await attachDisk(work);
}

/** Recorded and signed for before any byte leaves, and allowed still by what the tenant says of the person now. */
async function requireStillReleasable({ context, lease, signal }: CopyWork): Promise<void> {
  const { evidenceId, exhibitNumber, requester } = lease.copy;
  const { look } = context.register;
  const stream = { kind: 'evidence', id: evidenceId } as const;
  await awaitIntegration(look, { stream }, signedWithinMs, signal);
  const attempt = { attempt: exhibitNumber, about: `evidence:${evidenceId}` };
  const person = await asTheTenantSays(context, requester, attempt);
  requireMayRead(person, attempt);
  await releasable(look, person, evidenceId, 'disk');
}

function requireMayRead(person: PersonActor, detail: { readonly attempt: string }): void {
  if (mayDo(person.roles, 'evidence.read-content')) return;
  throw new CustodyError('forbidden', 'By the roles that the tenant gives now, this is not for who asked.', {
    detail,
  });
}

async function fillDisk(work: CopyWork): Promise<void> {
  const { context, disks, lease, signal } = work;
  const { copy } = lease;
  const facts = await context.register.look.committedFacts(copy.evidenceId, [
    ...contentFacts,
    'acquisition.requested',
  ]);
  const sealed = await sealedContent(work, facts);
  const name = diskNameOf(copy);
  const there = await usableDisk(work, name, sealed);
  if (there === null) await makeDisk(work, sealed, await newDisk(work, facts, sealed));
  const digests = there?.digests ?? (await digestsOf(work, name));
  if (digests.payloadSha256 !== sealed.digests.payloadSha256)
    throw new CustodyError('digest-mismatch', `The disk of ${copy.number} does not hold what was sealed.`);
  const disk = await disks.find(name, signal);
  if (disk === null) throw new CustodyError('cloud-unavailable', 'The disk that was made is not there.');
  await recordImported(work, disk, digests);
}

async function sealedContent(
  { context, lease, signal }: CopyWork,
  facts: readonly RecordedEvent[],
): Promise<SealedContent> {
  const item = await context.register.look.sealedItem(lease.copy.evidenceId);
  if (item === null) throw new CustodyError('not-found', 'The item is not there any more.');
  return await openSealedContent(context.locker, item, facts, signal);
}

/** A whole disk that an earlier attempt left counts only if it holds what was sealed; anything else is taken away. */
async function usableDisk({ disks, ...work }: CopyWork, name: string, { digests: sealed }: SealedContent) {
  const disk = await disks.find(name, work.signal);
  if (disk === null) return null;
  if (disk.whole) {
    const digests = await digestsOf({ disks, ...work }, name);
    if (digests.payloadSha256 === sealed.payloadSha256) return { digests };
  }
  await disks.remove(name, work.signal);
  return null;
}

async function newDisk(
  { disks, lease, signal }: CopyWork,
  facts: readonly RecordedEvent[],
  { reader }: SealedContent,
): Promise<NewDisk> {
  const { copy } = lease;
  const station = (await disks.workstations(signal)).find(({ machineId }) => machineId === copy.machineId);
  if (station === undefined) throw new CustodyError('not-found', 'The workstation is not there any more.');
  const source = facts.find(({ type }) => type === 'acquisition.requested');
  const disk = source?.type === 'acquisition.requested' ? requireDisk(source.detail.source).disk : null;
  return {
    name: diskNameOf(copy),
    region: station.region,
    sizeBytes: reader.sizeBytes,
    osType: osTypeOf(disk),
    tags: { 'holdfast-working-copy': copy.number, 'holdfast-grant': copy.grantId },
  };
}

type SourceDisk = DiskSource['disk'];

function osTypeOf(disk: SourceDisk | null): NewDisk['osType'] {
  if (disk?.role !== 'os') return null;
  return /windows/i.test(disk.osType ?? '') ? 'Windows' : 'Linux';
}

async function makeDisk(work: CopyWork, { place, reader }: SealedContent, disk: NewDisk): Promise<void> {
  const { disks, signal, progress } = work;
  await requireLease(work);
  const { refused } = await disks.importCopy(disk, place, signal);
  if (refused !== null) await disks.upload(disk, reader, refused, progress, signal);
}

/** From the disk itself, by whatever way its bytes came. */
async function digestsOf(
  { disks, signal, progress }: Omit<CopyWork, 'lease' | 'context' | 'calls'>,
  name: string,
): Promise<ReadDigests> {
  return await disks.reading(
    name,
    async (reader) => {
      const told = (done: bigint) => progress(done, reader.sizeBytes);
      return (await readWholeDisk(reader, 'page-list', told, signal)).digests;
    },
    signal,
  );
}

async function recordImported(
  { context, lease, calls }: CopyWork,
  { diskId, path, pathReason }: WorkingDisk,
  digests: ReadDigests,
): Promise<void> {
  const { copy } = lease;
  await context.register.record(exporterFor(context, copy), ['derivative.imported'], async (desk) => {
    await desk.moveWorkingCopy(lease, 'imported', diskId);
    const detail = { ...ofCopy(copy), diskId, path, pathReason, digests, azure: [...calls] };
    return { events: [useEvent('derivative.imported', copy, detail)], result: undefined };
  });
}

/** Asked before each effect: a worker that was silent for too long does nothing any more. Throws `fenced-off`. */
async function requireLease({ context, lease }: CopyWork): Promise<void> {
  await context.register.reportWorkingCopy(lease, null);
}

async function attachDisk(work: CopyWork): Promise<void> {
  const { context, disks, lease, calls, signal } = work;
  await requireLease(work);
  const { copy } = lease;
  const { machineId, lun } = copy;
  const name = diskNameOf(copy);
  await disks.attach(name, machineId, lun, signal);
  const diskId = disks.diskId(name);
  await context.register.record(exporterFor(context, copy), ['derivative.attached'], async (desk) => {
    await desk.moveWorkingCopy(lease, 'attached', diskId);
    await desk.notify(readyNote(copy));
    await desk.clearAlarm(copyNoteKey(copy));
    const detail = { ...ofCopy(copy), diskId, machineId, lun, azure: [...calls] };
    return { events: [useEvent('derivative.attached', copy, detail)], result: undefined };
  });
}

function readyNote(copy: WorkingCopyRecord) {
  const { number, lun, evidenceId, requester } = copy;
  return {
    personObjectId: requester.objectId,
    key: copyNoteKey(copy),
    level: 'info',
    title: `${number} is attached at LUN ${lun}; it may change from now on`,
    href: `/evidence/${evidenceId}?tab=access`,
  } as const;
}
