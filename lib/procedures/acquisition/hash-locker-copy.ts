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
      throw new CustodyError('not-found', 'The stored copy is missing from the evidence locker.');
    const { digests, manifest } = await readDisk(context, lease, reader, acquisition.readMode, signal);
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
