import { CustodyError } from '../../custody/custody-error.ts';
import type { StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { finishStep, leasedAcquisition, requireSnapshot, stepReport, workerActor } from './step.ts';

/** Closes the read link and deletes the snapshot; only ever after the digests were found equal. */
export const releaseSource: StepProcedure = {
  step: 'release-source',
  records: ['acquisition.source-released'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    if (acquisition.steps['compare-digests'].state !== 'done')
      throw new CustodyError('conflict', 'The source is released only after the digests were compared.');
    const snapshotId = requireSnapshot(acquisition);
    const revoked = await context.snapshots.revokeRead(snapshotId, signal);
    const removed = await context.snapshots.remove(snapshotId, signal);
    if (!revoked.value.revoked || !removed.value.deleted)
      throw new CustodyError('cloud-unavailable', 'Azure still shows the snapshot or its read link.');
    await finishStep(context, lease, workerActor(context, acquisition), ['acquisition.source-released'], {
      event: acquisitionEvent('acquisition.source-released', acquisition, {
        acquisitionId: acquisition.id,
        snapshotDeleted: true,
        grantRevoked: true,
        report: stepReport(context, lease, acquisition, [...revoked.azure, ...removed.azure]),
      }),
      outcome: { kind: 'none' },
    });
  },
};
