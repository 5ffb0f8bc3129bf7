import { CustodyError } from '../../custody/custody-error.ts';
import type { DiskSource, EvidenceSource } from '../../custody/evidence-source.ts';
import type { ReadDigests } from '../../custody/read-digests.ts';
import { ReceivedDigester } from '../../hashing/received-digests.ts';
import type { AcquisitionRecord, StepLease } from '../../ports/custody-register.ts';
import type { DeviceResult } from '../../ports/device-response.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { ProcedureContext } from '../procedure.ts';
import { makeReport } from '../report/make-report.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { ClaimWatch } from './claim-watch.ts';
import { copyBlobName } from './copy-blob-name.ts';
import { openBrought } from './open-brought.ts';
import { progressReporter } from './progress-reporter.ts';
import { protectContainer } from './protect-container.ts';
import { type ReadOutput, readDigestsOfOutput, readOutput } from './read-output.ts';
import { finishStep, stepReport, workerActor } from './step.ts';

/**
 * Fetches what an action on a device gave and streams it into the protected container as it arrives, digested on the way:
 * one read is both the copy and the digest of the source. A worker that died after the bytes were stored and before its
 * record leaves them with their digest, so that nothing is lost if Defender gives them no more.
 */
export async function receiveOutput(
  context: ProcedureContext,
  lease: StepLease,
  acquisition: AcquisitionRecord,
  source: ReceivedSource,
  signal: AbortSignal,
): Promise<void> {
  const guarded = await protectContainer(context, acquisition, signal);
  const blob = copyBlobName(acquisition, acquisition.copyAttempt);
  const result = await openResult(context, acquisition, source, signal);
  const watch = new ClaimWatch(source);
  const received =
    result === null
      ? await storedBefore(context, acquisition, source, blob, watch, signal)
      : await store(context, lease, acquisition, blob, result, watch, signal);
  const { digests, etag } = received.value;
  const report = stepReport(context, lease, acquisition, [...guarded, ...received.azure]);
  const { id: acquisitionId, container } = acquisition;
  const may = ['acquisition.copied', 'acquisition.source-hashed', 'import.claims-compared'] as const;
  const hashed = acquisitionEvent('acquisition.source-hashed', acquisition, {
    acquisitionId,
    digests,
    report,
  });
  const compared = watch.compare(acquisition, digests);
  await finishStep(context, lease, workerActor(context, acquisition), may, {
    event: acquisitionEvent('acquisition.copied', acquisition, {
      ...{ acquisitionId, account: context.locker.account, container, blob, etag, report },
      ...{ sizeBytes: digests.sizeBytes, path: 'received', pathReason: received.note, copyId: null },
    }),
    further: [hashed, ...compared.events],
    outcome: { kind: 'digests', digests },
    also: async (desk) => {
      await desk.setCopy(acquisitionId, blob, BigInt(digests.sizeBytes));
      await compared.tell(desk);
    },
  });
}

/** Whatever arrives as one stream. */
export type ReceivedSource = Exclude<EvidenceSource, DiskSource>;

type ReceivedOutput = Traced<{ readonly digests: ReadDigests; readonly etag: string | null }> & {
  readonly note: string | null;
};

/** Null: what an earlier attempt, or the person who imported it, stored whole is all there is. */
async function openResult(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  source: ReceivedSource,
  signal: AbortSignal,
): Promise<DeviceResult | null> {
  const { devices, register } = context;
  if ('imported' in source) return null;
  if ('brought' in source) return await openBrought(context, source, signal);
  if ('report' in source) return keptAnswer(await makeReport(context, acquisition, source, signal));
  if ('hunting' in source) return keptAnswer(await register.look.huntingBytes(source.hunting.runId));
  const { action, output } = source;
  const reader = requireHatch(devices, 'reader');
  return output.kind === 'package'
    ? reader.openPackage(action.defenderId, signal)
    : reader.openCommandResult(action.defenderId, output.index, signal);
}

/** The answer as it was kept in the register, which is where it comes from. */
function keptAnswer(bytes: Uint8Array | null): DeviceResult | null {
  if (bytes === null) return null;
  const all = (async function* () {
    yield bytes;
  })();
  return { bytes: all, sizeBytes: BigInt(bytes.length), host: 'register', azure: [] };
}

async function store(
  context: ProcedureContext,
  lease: StepLease,
  acquisition: AcquisitionRecord,
  blob: string,
  result: DeviceResult,
  watch: ClaimWatch,
  signal: AbortSignal,
): Promise<ReceivedOutput> {
  const progress = progressReporter(context, lease, result.sizeBytes);
  const digester = new ReceivedDigester();
  let done: ReadOutput | null = null;
  const finish = async () => {
    done ??= readDigestsOfOutput(await digester.finish());
    return done.digests.sha256;
  };
  const { value, azure } = await context.locker.receive(
    {
      container: acquisition.container,
      blob,
      bytes: digested(result, digester, watch, progress.report),
      ...(result.sizeBytes === null ? {} : { announced: result.sizeBytes }),
      contentType: 'application/octet-stream',
      metadata: { holdfastacquisition: acquisition.id, holdfastexhibit: acquisition.exhibitNumber },
      sha256: finish,
    },
    signal,
  );
  await progress.settle();
  const sha256 = await finish();
  const { digests } = readOf(done);
  if (value.taken && value.sha256 !== sha256) throw otherBytes();
  const etag = value.taken ? null : value.etag;
  const note = value.taken
    ? 'Stored by an attempt that ended before its record; fetched again, and equal.'
    : null;
  return { value: { digests, etag }, azure: [...result.azure, ...azure], note };
}

function readOf(done: ReadOutput | null): ReadOutput {
  if (done !== null) return done;
  throw new CustodyError('storage-unavailable', 'The received bytes were not digested to their end.');
}

/** Fails where fewer or more bytes arrive than were announced: half an output must never be sealed as a whole one. */
async function* digested(
  { bytes, sizeBytes }: DeviceResult,
  digester: ReceivedDigester,
  watch: ClaimWatch,
  report: (done: bigint) => void,
): AsyncGenerator<Uint8Array> {
  let done = 0n;
  for await (const chunk of bytes) {
    await digester.take(chunk);
    watch.take(chunk);
    done += BigInt(chunk.length);
    report(done);
    yield chunk;
  }
  if (sizeBytes !== null && done !== sizeBytes)
    throw new CustodyError('cloud-unavailable', `The source sent ${done} of ${sizeBytes} bytes.`);
}

/** Nothing is fetched: what was stored whole before is taken, held against the digest noted with it. */
async function storedBefore(
  context: ProcedureContext,
  { container }: AcquisitionRecord,
  source: ReceivedSource,
  blob: string,
  watch: ClaimWatch,
  signal: AbortSignal,
): Promise<ReceivedOutput> {
  const noted = await context.locker.receivedDigest(container, blob, signal);
  const reader = noted === null ? null : await context.locker.open(container, blob, signal);
  if (noted === null || reader === null) throw nothingThere(source);
  const { digests } = await readOutput(
    reader,
    () => undefined,
    signal,
    (chunk) => watch.take(chunk),
  );
  if (digests.sha256 !== noted) throw otherBytes();
  const note =
    'imported' in source || 'brought' in source
      ? 'Stored as a person brought it, and read back here.'
      : 'Stored by an attempt that ended before its record; its source gives it no more.';
  return { value: { digests, etag: reader.etag }, azure: [], note };
}

/** Defender says the same of a result that is not ready yet and of one that it keeps no more: it is asked again, for minutes. */
function nothingThere(source: ReceivedSource): CustodyError {
  if ('imported' in source || 'brought' in source)
    return new CustodyError(
      'not-found',
      'The bytes that were brought for this are not in the evidence locker.',
    );
  return new CustodyError(
    'cloud-unavailable',
    'Defender gives no result for this: it is not ready, or it is not kept any more.',
    { detail: { retryAfterSeconds: 60, mayBeGone: true } },
  );
}

function otherBytes(): CustodyError {
  return new CustodyError(
    'digest-mismatch',
    'An earlier attempt stored other bytes under this name. The next attempt begins anew.',
    { detail: { dead: true } },
  );
}
