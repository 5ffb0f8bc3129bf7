import { manifestBlobName } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { evidenceKind } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord, StepLease } from '../../ports/custody-register.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import type { ProcedureContext, StepProcedure } from '../procedure.ts';
import type { WholeRead } from '../read-whole-disk.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { progressReporter } from './progress-reporter.ts';
import { readDisk } from './read-disk.ts';
import { readOutput } from './read-output.ts';
import { finishStep, leasedAcquisition, requireBlob, stepReport, workerActor } from './step.ts';

/** Reads the stored copy back and digests it: the second read. Its block manifest is stored beside the evidence. */
export const hashLockerCopy: StepProcedure = {
  step: 'hash-locker-copy',
  records: ['acquisition.copy-hashed'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    const { container } = acquisition;
    const reader = await context.locker.open(container, requireBlob(acquisition), signal);
    if (reader === null)
      throw new CustodyError('not-found', 'The stored copy is missing from the evidence locker.', {
        detail: { dead: true },
      });
    const { digests, manifest } = await readingCopy(() =>
      readCopy(context, lease, acquisition, reader, signal),
    );
    const kind = evidenceKind(acquisition.source);
    const manifestBlob = manifestBlobName(acquisition.exhibitNumber, acquisition.copyAttempt, kind);
    const stored = await context.locker.putOnce(
      container,
      manifestBlob,
      manifest,
      'application/octet-stream',
      signal,
    );
    await finishStep(
      context,
      lease,
      workerActor(context, acquisition, 'locker'),
      ['acquisition.copy-hashed'],
      {
        event: acquisitionEvent('acquisition.copy-hashed', acquisition, {
          acquisitionId: acquisition.id,
          digests,
          manifestBlob,
          report: stepReport(context, lease, acquisition, stored.azure),
        }),
        outcome: { kind: 'digests', digests },
      },
    );
  },
};

async function readCopy(
  context: ProcedureContext,
  lease: StepLease,
  { source, readMode }: AcquisitionRecord,
  reader: DiskReader,
  signal: AbortSignal,
): Promise<WholeRead> {
  if (evidenceKind(source) === 'disk') return await readDisk(context, lease, reader, readMode, signal);
  const progress = progressReporter(context, lease, reader.sizeBytes);
  const read = await readOutput(reader, progress.report, signal);
  await progress.settle();
  return read;
}

/** A stored copy that is no whole VHD is dead: reading it again will not mend it. */
async function readingCopy<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'corrupt-source')
      throw new CustodyError(error.code, error.message, {
        cause: error,
        detail: { ...error.detail, dead: true },
      });
    throw error;
  }
}
