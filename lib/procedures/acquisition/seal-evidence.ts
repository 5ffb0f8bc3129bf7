import { CustodyError } from '../../custody/custody-error.ts';
import type { StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { digestsOf } from './compare-digests.ts';
import { protectContainer } from './protect-container.ts';
import { finishStep, leasedAcquisition, requireBlob, stepReport, workerActor } from './step.ts';

/** Declares the copy evidence, after its retention and hold were read back from storage for this very blob. */
export const sealEvidence: StepProcedure = {
  step: 'seal-evidence',
  records: ['evidence.sealed'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    if (acquisition.steps['compare-digests'].state !== 'done')
      throw new CustodyError('conflict', 'Evidence is sealed only after the digests were found equal.');
    const guarded = await protectContainer(context, acquisition, signal);
    const { value: protection, azure } = await context.locker.protection(
      acquisition.container,
      requireBlob(acquisition),
      signal,
    );
    if (protection.policyState !== 'Locked' || protection.retentionUntil === null)
      throw new CustodyError(
        'policy-not-locked',
        'Storage does not report a locked retention for the stored copy.',
      );
    const digests = digestsOf(acquisition, 'hash-locker-copy');
    await finishStep(context, lease, workerActor(context, acquisition, 'custodian'), ['evidence.sealed'], {
      event: acquisitionEvent('evidence.sealed', acquisition, {
        acquisitionId: acquisition.id,
        protection,
        digests,
        report: stepReport(context, lease, acquisition, [...guarded, ...azure]),
      }),
      outcome: { kind: 'none' },
      also: async (desk) => {
        await desk.sealEvidence(acquisition.evidenceId, { digests, protection });
        await tellRequester(desk, acquisition, 'info', `${acquisition.exhibitNumber}: sealed`);
      },
    });
  },
};
