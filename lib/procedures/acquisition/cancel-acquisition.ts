import { z } from 'zod';
import { cancelConsequence } from '../../custody/acquisition.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { evidenceKind } from '../../custody/evidence-source.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { AcquisitionRecord, RegisterDesk } from '../../ports/custody-register.ts';
import type { Procedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { doneSteps } from './done-steps.ts';
import { visibleAcquisition } from './visible-acquisition.ts';

export const cancelAcquisitionInput = z.strictObject({ acquisitionId: z.uuid(), reason: reasonSchema });

/**
 * Asks for an acquisition to be stopped; the worker cleans up. Whoever may see the incident and cancel at all may
 * cancel another's: both names are recorded, and the other is told. Answers what will stay behind.
 */
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
      const consequence = cancelConsequence(doneSteps(acquisition), null, evidenceKind(acquisition.source));
      await desk.setAcquisitionState(acquisition.id, 'cancelling', reason);
      await desk.enqueueStep(acquisition.id, 'cancel-acquisition');
      const ofAnother = acquisition.requester.objectId !== actor.objectId;
      if (ofAnother) await tellOwner(desk, acquisition, actor, reason);
      const detail = {
        acquisitionId: acquisition.id,
        reason,
        consequence,
        ...(ofAnother ? { requestedBy: acquisition.requester.displayName } : {}),
      };
      return {
        events: [acquisitionEvent('acquisition.cancel-requested', acquisition, detail, reason)],
        result: { consequence },
      };
    });
  },
};

/** A notice of its own: the one that tells how the acquisition goes is overwritten when it ends. */
function tellOwner(
  desk: RegisterDesk,
  { id, exhibitNumber, requester }: AcquisitionRecord,
  actor: PersonActor,
  reason: string,
): Promise<void> {
  return desk.notify({
    personObjectId: requester.objectId,
    key: `acquisition:${id}:cancelled-by`,
    level: 'warning',
    title: `${exhibitNumber}: ${actor.displayName} cancels the acquisition you asked for: “${reason}”`,
    href: `/acquisitions/${id}`,
  });
}

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
