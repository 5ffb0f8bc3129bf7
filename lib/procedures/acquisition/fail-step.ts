import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { AcquisitionRecord, StepLease } from '../../ports/custody-register.ts';
import type { ProcedureContext } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { deadCopy } from './dead-copy.ts';
import { earlierErrors, leasedAcquisition, workerActor } from './step.ts';
import { whenDatabaseAnswers } from './when-database-answers.ts';

const maxAttempts = 5;

/** Records that a step failed: it is repeated after a pause, or waits for a person. Throws `fenced-off` for a lost lease. */
export async function failStep(
  context: ProcedureContext,
  lease: StepLease,
  failure: CustodyError,
): Promise<{ readonly willRetry: boolean }> {
  const acquisition = await leasedAcquisition(context, lease);
  const errors = [...earlierErrors(acquisition, lease.step), `Attempt ${lease.attempt}: ${failure.message}`];
  const willRetry =
    isRetryable(failure.code) && earlierErrors(acquisition, lease.step).length + 1 < maxAttempts;
  const dead = failure.detail.dead === true;
  const failed = failureEvent(lease, acquisition, failure, willRetry);
  return whenDatabaseAnswers(() =>
    context.register.record(
      workerActor(context, acquisition),
      ['acquisition.step-failed', 'acquisition.copy-dead'],
      async (desk) => {
        await desk.finishStep(lease, willRetry ? 'retrying' : 'failed', failure.message, {
          kind: 'errors',
          errors,
        });
        // The name is spent, whether the next attempt is ours or a person's.
        if (dead) await desk.beginCopyAttempt(acquisition.id);
        if (willRetry) {
          await desk.enqueueStep(acquisition.id, lease.step, pauseSeconds(errors.length, failure));
        } else {
          const message = `${failure.message}${nextStep(failure, errors.length)}`;
          await desk.setAcquisitionState(acquisition.id, 'failed', message);
          await tellRequester(desk, acquisition, 'error', `${acquisition.exhibitNumber}: ${message}`);
        }
        const deadEvent = dead ? [deadCopy(acquisition, failure.message)] : [];
        return { events: [failed, ...deadEvent], result: { willRetry } };
      },
    ),
  );
}

/** The CustodyError of anything a step may throw; what is not known is taken as a failure that may pass. */
export function asStepFailure(error: unknown): CustodyError {
  if (error instanceof CustodyError) return error;
  return new CustodyError(
    'storage-unavailable',
    'The step ended with an unexpected error; its cause is in the worker’s log.',
    {
      cause: error,
    },
  );
}

function failureEvent(
  lease: StepLease,
  acquisition: AcquisitionRecord,
  failure: CustodyError,
  willRetry: boolean,
) {
  return acquisitionEvent('acquisition.step-failed', acquisition, {
    acquisitionId: acquisition.id,
    step: lease.step,
    attempt: lease.attempt,
    code: failure.code,
    message: failure.message,
    willRetry,
  });
}

/** A cause that passes by itself was waited for in vain; any other one says by itself what it needs. */
function nextStep(failure: CustodyError, failures: number): string {
  if (!isRetryable(failure.code)) return '';
  const what =
    failure.detail.mayBeGone === true
      ? 'Retry it while it may still be there.'
      : 'Retry it once that works again; nothing is lost.';
  return ` ${failures} attempts failed. ${what}`;
}

/** 2, 4, 8, 16 seconds; longer when Azure asked to slow down, and never shorter than it asked for. */
function pauseSeconds(failures: number, failure: CustodyError): number {
  const pause = 2 ** failures;
  const { retryAfterSeconds } = failure.detail;
  if (typeof retryAfterSeconds === 'number') return Math.max(pause, Math.min(retryAfterSeconds, 3_600));
  return failure.code === 'throttled' ? pause + 30 : pause;
}
