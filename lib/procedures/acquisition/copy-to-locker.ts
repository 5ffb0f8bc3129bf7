import { copyWay } from '../../custody/acquisition.ts';
import type { AcquisitionRecord, StepLease } from '../../ports/custody-register.ts';
import type { ProcedureContext, StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { copyBlobName } from './copy-blob-name.ts';
import { progressReporter } from './progress-reporter.ts';
import { protectContainer } from './protect-container.ts';
import { readingSource, sourceGrant } from './source-grant.ts';
import { finishStep, leasedAcquisition, stepReport, workerActor } from './step.ts';

/** Copies the snapshot into a new blob of the protected container, inside Azure. */
export const copyToLocker: StepProcedure = {
  step: 'copy-to-locker',
  records: ['acquisition.copied'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    const protectedBy = await protectContainer(context, acquisition, signal);
    const blob = copyBlobName(acquisition, acquisition.copyAttempt);
    const copied = await copy(context, lease, acquisition, blob, signal);
    await finishStep(context, lease, workerActor(context, acquisition, 'locker'), ['acquisition.copied'], {
      event: acquisitionEvent('acquisition.copied', acquisition, {
        acquisitionId: acquisition.id,
        account: context.locker.account,
        container: acquisition.container,
        blob,
        sizeBytes: String(copied.value.sizeBytes),
        path: copied.value.path,
        pathReason: copied.value.pathReason,
        copyId: copied.value.copyId,
        etag: copied.value.etag,
        report: stepReport(context, lease, acquisition, [...protectedBy, ...copied.azure]),
      }),
      outcome: { kind: 'none' },
      also: (desk) => desk.setCopy(acquisition.id, blob, copied.value.sizeBytes),
    });
  },
};

async function copy(
  context: ProcedureContext,
  lease: StepLease,
  acquisition: AcquisitionRecord,
  blob: string,
  signal: AbortSignal,
) {
  const { value: grant, azure } = await sourceGrant(context, acquisition, signal);
  const source = await readingSource(() => context.locker.openGrant(grant, signal));
  const progress = progressReporter(context, lease, source.sizeBytes);
  const copied = await context.locker.copyFromSnapshot(
    {
      grant,
      container: acquisition.container,
      blob,
      sizeBytes: source.sizeBytes,
      metadata: {
        holdfastacquisition: acquisition.id,
        holdfastexhibit: acquisition.exhibitNumber,
        holdfastrequestedby: acquisition.requester.objectId,
      },
      way: copyWay(acquisition.copyAttempt),
      onProgress: (done) => progress.report(done),
    },
    signal,
  );
  await progress.settle();
  return { value: copied.value, azure: [...azure, ...copied.azure] };
}
