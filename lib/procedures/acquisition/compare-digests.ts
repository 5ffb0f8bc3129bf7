import type { AcquisitionStep } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { evidenceKind } from '../../custody/evidence-source.ts';
import type { ReadDigests } from '../../custody/read-digests.ts';
import type { AcquisitionRecord, RegisterDesk, StepLease } from '../../ports/custody-register.ts';
import type { ProcedureContext, StepProcedure } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { deadCopy } from './dead-copy.ts';
import { earlierErrors, finishStep, leasedAcquisition, stepReport, workerActor } from './step.ts';

/**
 * Compares the two reads. Different digests stop the acquisition until a person looks: nothing is sealed, nothing
 * released, and the copy is dead.
 */
export const compareDigests: StepProcedure = {
  step: 'compare-digests',
  records: ['acquisition.compared', 'acquisition.copy-dead'],
  async run(context, lease) {
    const acquisition = await leasedAcquisition(context, lease);
    const source = digestsOf(acquisition, 'hash-source');
    const copy = digestsOf(acquisition, 'hash-locker-copy');
    const equal = sameDisk(source, copy);
    const event = acquisitionEvent('acquisition.compared', acquisition, {
      acquisitionId: acquisition.id,
      equal,
      expected: source.sha256,
      actual: copy.sha256,
      report: stepReport(context, lease, acquisition, []),
    });
    if (equal) {
      const also = (desk: RegisterDesk) => desk.withdrawNotification(mismatchKey(acquisition.id));
      const finished = { event, outcome: { kind: 'none' }, also } as const;
      return finishStep(
        context,
        lease,
        workerActor(context, acquisition),
        ['acquisition.compared'],
        finished,
      );
    }
    return stopAsDifferent(context, lease, acquisition, event);
  },
};

/** The digests that a finished reading step left. */
export function digestsOf(acquisition: AcquisitionRecord, step: AcquisitionStep): ReadDigests {
  const outcome = acquisition.steps[step].outcome;
  if (outcome?.kind === 'digests') return outcome.digests;
  throw new CustodyError('conflict', `The step ${step} has left no digests.`);
}

function sameDisk(a: ReadDigests, b: ReadDigests): boolean {
  return (
    a.sha256 === b.sha256 &&
    a.payloadSha256 === b.payloadSha256 &&
    a.manifestRoot === b.manifestRoot &&
    a.sizeBytes === b.sizeBytes
  );
}

function stopAsDifferent(
  context: ProcedureContext,
  lease: StepLease,
  acquisition: AcquisitionRecord,
  event: ReturnType<typeof acquisitionEvent<'acquisition.compared'>>,
): Promise<void> {
  const kept = evidenceKind(acquisition.source) === 'disk' ? ', and the snapshot is kept' : '';
  const message = `The stored copy does not have the digest of the source. It is not sealed${kept}. A retry copies and reads both again.`;
  const errors = [...earlierErrors(acquisition, lease.step), `Attempt ${lease.attempt}: ${message}`];
  return context.register.record(
    workerActor(context, acquisition),
    ['acquisition.compared', 'acquisition.copy-dead'],
    async (desk) => {
      await desk.finishStep(lease, 'failed', message, { kind: 'errors', errors });
      await desk.beginCopyAttempt(acquisition.id); // its name is spent
      await desk.setAcquisitionState(acquisition.id, 'failed', message);
      await tellRequester(desk, acquisition, 'error', `${acquisition.exhibitNumber}: ${message}`);
      await raiseMismatch(desk, acquisition, message);
      const dead = deadCopy(acquisition, 'It does not have the digest of the source.');
      return { events: [event, dead], result: undefined };
    },
  );
}

/** Mended by the comparison of another attempt, and over with the acquisition. */
export function mismatchKey(acquisitionId: string): string {
  return `mismatch:${acquisitionId}`;
}

async function raiseMismatch(
  desk: RegisterDesk,
  acquisition: AcquisitionRecord,
  words: string,
): Promise<void> {
  const { id, exhibitNumber: subject, incidentId } = acquisition;
  const incident = await desk.incident(incidentId);
  const title = `${subject}: the stored copy does not have the digest of the source`;
  const about = { incidentId, subject, words, href: `/acquisitions/${id}` };
  const audience = incident?.restricted === true ? incident.memberObjectIds : null;
  await tellWatch(desk, { key: mismatchKey(id), level: 'error', title, ...about }, audience);
}
