import { z } from 'zod';
import { cancelConsequence } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { Procedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { doneSteps } from './done-steps.ts';
import { visibleAcquisition } from './visible-acquisition.ts';

export const cancelAcquisitionInput = z.strictObject({ acquisitionId: z.uuid(), reason: reasonSchema });

/** Asks for an acquisition to be stopped; the worker cleans up. Answers what will stay behind. */
export const cancelAcquisition: Procedure<
  z.infer<typeof cancelAcquisitionInput>,
  { readonly consequence: string }
> = {
  name: 'cancel-acquisition',
  permission: 'acquisition.cancel',
  input: cancelAcquisitionInput,
  records: ['acquisition.cancel-requested'],
  async run(context, actor, { acquisitionId, reason }) {
    await visibleAcquisition(context.register.look, actor, acquisitionId);
    return context.register.record(actor, ['acquisition.cancel-requested'], async (desk) => {
      const acquisition = await visibleAcquisition(desk, actor, acquisitionId);
      requireCancellable(acquisition);
      const consequence = cancelConsequence(doneSteps(acquisition), null);
      await desk.setAcquisitionState(acquisition.id, 'cancelling', reason);
      await desk.enqueueStep(acquisition.id, 'cancel-acquisition');
      const detail = { acquisitionId: acquisition.id, reason, consequence };
      return {
        events: [acquisitionEvent('acquisition.cancel-requested', acquisition, detail, reason)],
        result: { consequence },
      };
    });
  },
};

function requireCancellable(acquisition: AcquisitionRecord): void {
  if (acquisition.state !== 'running' && acquisition.state !== 'failed')
    throw new CustodyError(
      'conflict',
      `${acquisition.exhibitNumber} cannot be cancelled: it is ${acquisition.state}.`,
    );
  if (acquisition.steps['seal-evidence'].state === 'done')
    throw new CustodyError(
      'conflict',
      `${acquisition.exhibitNumber} is sealed; only the source is still being released.`,
    );
}
