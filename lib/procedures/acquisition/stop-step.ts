import type { StepLease } from '../../ports/custody-register.ts';
import type { ProcedureContext } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { leasedAcquisition, workerActor } from './step.ts';

/** Records that a running step was stopped because a person cancelled; the cancellation cleans up after it. */
export async function stopStep(context: ProcedureContext, lease: StepLease): Promise<void> {
  const acquisition = await leasedAcquisition(context, lease);
  const message = 'Stopped, because a person asked to cancel the acquisition.';
  await context.register.record(
    workerActor(context, acquisition),
    ['acquisition.step-failed'],
    async (desk) => {
      await desk.finishStep(lease, 'skipped', message, { kind: 'none' });
      const detail = {
        acquisitionId: acquisition.id,
        step: lease.step,
        attempt: lease.attempt,
        code: 'cancelled',
        message,
        willRetry: false,
      };
      return {
        events: [acquisitionEvent('acquisition.step-failed', acquisition, detail)],
        result: undefined,
      };
    },
  );
}
