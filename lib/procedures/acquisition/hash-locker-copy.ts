import { manifestBlobName } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { readDisk } from './read-disk.ts';
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
      readDisk(context, lease, reader, acquisition.readMode, signal),
    );
    const manifestBlob = manifestBlobName(acquisition.exhibitNumber, acquisition.copyAttempt);
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
