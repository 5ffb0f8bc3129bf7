import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { isOverHere } from '../../custody/device-action.ts';
import { deviceEvent } from '../device/device-event.ts';
import type { Procedure } from '../procedure.ts';
import { cancelledEvent, cancelledWords } from './end-command.ts';
import { ownCommand } from './visible-session.ts';

export const cancelCommandInput = z.strictObject({ commandId: z.uuid() });

const reason = 'Cancelled at the console.';
const consequence =
  'Defender is asked to stop it. What the device does already, it may go on doing; what was received stays sealed.';

/** Ctrl+C: a line that waits is taken back; of one that runs, Defender is asked to stop it. Throws `conflict` for one that is over. */
export const cancelCommand: Procedure<z.infer<typeof cancelCommandInput>, null> = {
  name: 'cancel-command',
  permission: 'device.live-response',
  input: cancelCommandInput,
  records: ['device.command-ended', 'device.cancel-requested'],
  async run({ register }, actor, { commandId }) {
    const may = ['device.command-ended', 'device.cancel-requested'] as const;
    return await register.record(actor, may, async (desk) => {
      const command = await ownCommand(desk, actor, commandId);
      if (command.state === 'waiting') {
        if (await desk.isOrdered(commandId))
          throw new CustodyError(
            'conflict',
            'Defender’s library is being asked already: it cannot be taken back.',
          );
        await desk.endConsoleCommand(commandId, { state: 'cancelled', words: cancelledWords, answer: null });
        return { events: [cancelledEvent(command)], result: null };
      }
      const action = command.actionId === null ? null : await desk.deviceAction(command.actionId);
      if (command.state !== 'running' || action === null || isOverHere(action.state) || action.cancelWanted)
        throw new CustodyError('conflict', 'This command is over, or its cancellation is under way.');
      await desk.wantCancel(action.id);
      const detail = { actionId: action.id, number: action.number, reason, consequence };
      return { events: [deviceEvent('device.cancel-requested', action, detail, reason)], result: null };
    });
  },
};
