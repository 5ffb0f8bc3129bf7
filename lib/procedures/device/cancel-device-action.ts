import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { isOverHere } from '../../custody/device-action.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { deviceEvent } from './device-event.ts';
import { tellOfAction } from './device-notice.ts';

export const cancelDeviceActionInput = z.strictObject({ actionId: z.uuid(), reason: reasonSchema });

/** What a cancellation can still do, in one plain sentence for the dialog and the record. */
const consequence =
  'Defender is asked to stop it. What the device does already, it may go on doing; what was received stays sealed.';

/** Asks to cancel an action that is not over. Throws `not-found`, or `conflict` for one that is. */
export const cancelDeviceAction: Procedure<
  z.infer<typeof cancelDeviceActionInput>,
  { readonly number: string }
> = {
  name: 'cancel-device-action',
  permission: 'device.cancel',
  input: cancelDeviceActionInput,
  records: ['device.cancel-requested'],
  async run({ register }, actor, { actionId, reason }) {
    return await register.record(actor, ['device.cancel-requested'], async (desk) => {
      const action = await visibleDeviceAction(desk, actor, actionId);
      const { number } = action;
      if (isOverHere(action.state) || action.cancelWanted)
        throw new CustodyError('conflict', `${number} is over, or its cancellation is under way.`);
      await requireNotProposed(desk, action);
      await desk.wantCancel(actionId);
      await tellOfAction(desk, action, 'progress', 'cancellation asked for');
      const detail = { actionId, number, reason, consequence };
      return {
        events: [deviceEvent('device.cancel-requested', action, detail, reason)],
        result: { number },
      };
    });
  },
};

/** What waits for a second person ends with its proposal. */
async function requireNotProposed(
  look: RegisterLook,
  { id, state, number }: DeviceActionRecord,
): Promise<void> {
  if (state !== 'proposed') return;
  const proposal = await look.waitingProposal('device-act', id);
  throw new CustodyError(
    'conflict',
    `${number} waits for a second person as ${proposal?.number ?? 'a proposal'}: who asked takes that back, others refuse it.`,
  );
}

/** Throws `not-found` alike for one that is unknown and one whose incident is hidden. */
export async function visibleDeviceAction(
  look: RegisterLook,
  actor: PersonActor,
  id: string,
): Promise<DeviceActionRecord> {
  const action = await look.deviceAction(id);
  if (action === null) throw new CustodyError('not-found', 'There is no such action.');
  await visibleIncident(look, actor, action.incidentId);
  return action;
}
