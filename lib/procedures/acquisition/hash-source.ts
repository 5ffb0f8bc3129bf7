import type { StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { readDisk } from './read-disk.ts';
import { receiveOutput } from './receive-output.ts';
import { readingSource, sourceGrant } from './source-grant.ts';
import { finishStep, leasedAcquisition, stepReport, workerActor } from './step.ts';

/** Reads the snapshot itself, or what a device gave, and digests it: the first of the two independent reads. */
export const hashSource: StepProcedure = {
  step: 'hash-source',
  records: ['acquisition.source-hashed', 'acquisition.copied', 'import.claims-compared'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    if (!('disk' in acquisition.source))
      return await receiveOutput(context, lease, acquisition, acquisition.source, signal);
    const { value: grant, azure } = await sourceGrant(context, acquisition, signal);
    const { digests } = await readingSource(async () => {
      const reader = await context.locker.openGrant(grant, signal);
      return readDisk(context, lease, reader, acquisition.readMode, signal);
    });
    await finishStep(context, lease, workerActor(context, acquisition), ['acquisition.source-hashed'], {
      event: acquisitionEvent('acquisition.source-hashed', acquisition, {
        acquisitionId: acquisition.id,
        digests,
        report: stepReport(context, lease, acquisition, azure),
      }),
      outcome: { kind: 'digests', digests },
    });
  },
};
