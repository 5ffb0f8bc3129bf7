import { z } from 'zod';
import {
  type AcquisitionStep,
  acquisitionSteps,
  startingSteps,
  stepsToRepeat,
} from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { evidenceKind } from '../../custody/evidence-source.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { Procedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { copyBlobName } from './copy-blob-name.ts';
import { visibleAcquisition } from './visible-acquisition.ts';

export const retryStepInput = z.strictObject({ acquisitionId: z.uuid(), reason: reasonSchema });

/**
 * Runs the failed steps of a failed acquisition again, after a person looked at the cause. Where the stored copy turned
 * out dead it begins with a new copy. Answers the steps that begin now. Throws `conflict` if nothing failed.
 */
export const retryStep: Procedure<z.infer<typeof retryStepInput>, { readonly steps: readonly string[] }> = {
  name: 'retry-step',
  permission: 'acquisition.retry',
  input: retryStepInput,
  records: ['acquisition.retried'],
  async run(context, actor, { acquisitionId, reason }) {
    await visibleAcquisition(context.register.look, actor, acquisitionId);
    return context.register.record(actor, ['acquisition.retried'], async (desk) => {
      const acquisition = await visibleAcquisition(desk, actor, acquisitionId);
      const repeated = repeatedSteps(acquisition);
      const starting = startingSteps(repeated);
      const events = starting.map((step) =>
        acquisitionEvent('acquisition.retried', acquisition, { acquisitionId, step, reason }, reason),
      );
      const [first, ...rest] = events;
      if (acquisition.state !== 'failed' || first === undefined)
        throw new CustodyError(
          'conflict',
          `${acquisition.exhibitNumber} has no failed step to repeat: it is ${acquisition.state}.`,
        );
      await desk.setAcquisitionState(acquisitionId, 'running', null);
      for (const step of repeated) await desk.resetStep(acquisitionId, step);
      for (const step of starting) await desk.enqueueStep(acquisitionId, step);
      await tellRequester(desk, acquisition, 'progress', `${acquisition.exhibitNumber}: repeated`);
      return { events: [first, ...rest], result: { steps: starting } };
    });
  },
};

/** Copy and source hashing run side by side, so more than one step may have failed. */
function repeatedSteps(acquisition: AcquisitionRecord): readonly AcquisitionStep[] {
  const copyIsDead = acquisition.blob !== copyBlobName(acquisition, acquisition.copyAttempt); // a new name was begun since
  const kind = evidenceKind(acquisition.source);
  const failed = acquisitionSteps.filter((step) => acquisition.steps[step].state === 'failed');
  const wanted = new Set(failed.flatMap((step) => stepsToRepeat(step, copyIsDead, kind)));
  return acquisitionSteps.filter((step) => wanted.has(step));
}
