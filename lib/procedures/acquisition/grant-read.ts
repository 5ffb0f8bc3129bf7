import { readGrantSeconds } from '../../custody/acquisition.ts';
import { requireDisk } from '../../custody/evidence-source.ts';
import type { StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { finishStep, leasedAcquisition, requireSnapshot, stepReport, workerActor } from './step.ts';

/** Opens read access to the snapshot for a time computed from its size. The link is dropped here: who needs it asks again. */
export const grantRead: StepProcedure = {
  step: 'grant-read',
  records: ['acquisition.read-granted'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    const seconds = readGrantSeconds(BigInt(requireDisk(acquisition.source).disk.sizeBytes ?? '0'));
    const { value: grant, azure } = await context.snapshots.grantRead(
      requireSnapshot(acquisition),
      seconds,
      signal,
    );
    await finishStep(context, lease, workerActor(context, acquisition), ['acquisition.read-granted'], {
      event: acquisitionEvent('acquisition.read-granted', acquisition, {
        acquisitionId: acquisition.id,
        seconds,
        host: grant.host,
        report: stepReport(context, lease, acquisition, azure),
      }),
      outcome: { kind: 'none' },
      also: async (desk) => {
        await desk.beginCopyAttempt(acquisition.id);
      },
    });
  },
};
