import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { answerInTime } from '../answer-in-time.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { Procedure } from '../procedure.ts';
import { attemptOrder } from './attempt-order.ts';
import { consoleEvent } from './console-event.ts';
import { putIndicator } from './put-indicator.ts';
import { ownCommand } from './visible-session.ts';

export const addIndicatorInput = z.strictObject({
  commandId: z.uuid(),
  action: z.enum(['Audit', 'Alert', 'AlertAndBlock']),
});

const limitMs = 30_000;

/**
 * Adds the hash of a file that getfile took, or that analyze looked up, to the tenant's indicators; asked for and done are
 * both recorded, and the worker goes on where this process dies in between. Throws `conflict` for a command that has no
 * such hash, `not-feasible` without a responder, and what Defender answers.
 */
export const addIndicator: Procedure<z.infer<typeof addIndicatorInput>, { readonly indicatorId: string }> = {
  name: 'add-indicator',
  permission: 'device.respond',
  input: addIndicatorInput,
  records: ['device.indicator-requested', 'device.indicator-added', 'device.indicator-refused'],
  async run(context, actor, { commandId, action }) {
    const { session, answer } = await ownCommand(context.register.look, actor, commandId);
    requireHatch(context.devices, 'responder');
    const file =
      answer?.kind === 'file'
        ? { sha256: answer.received.contentSha256, exhibitNumber: answer.exhibitNumber }
        : answer?.kind === 'reputation'
          ? { sha256: answer.sha256, exhibitNumber: 'the lookup' }
          : null;
    if (file === null) throw new CustodyError('conflict', 'This command gave no hash of a file.');
    const title = `Holdfast: ${file.exhibitNumber} from ${session.device.name}`;
    const asked = { ...file, action, title };
    const { id, incidentId, deviceId, reason, authority } = session;
    const about = { id, incidentId, deviceId, reason, authority };
    const order = { kind: 'add-indicator', ...asked, session: about } as const;
    const lease = await context.register.record(actor, ['device.indicator-requested'], async (desk) => ({
      events: [consoleEvent('device.indicator-requested', session, asked)],
      result: await desk.addDefenderOrder(order, actor),
    }));
    return await attemptOrder(context, actor, lease, () =>
      answerInTime(limitMs, 'Defender did not answer in time.', (signal) =>
        putIndicator(context, actor, lease, order, signal),
      ),
    );
  },
};
