import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { Procedure } from '../procedure.ts';
import { consoleEvent } from './console-event.ts';
import { ownCommand } from './visible-session.ts';

export const addIndicatorInput = z.strictObject({
  commandId: z.uuid(),
  action: z.enum(['Audit', 'Alert', 'AlertAndBlock']),
});

const limitMs = 30_000;

/**
 * Adds the hash of a file that getfile took, or that analyze looked up, to the tenant's indicators; asked for and done are
 * both recorded. Throws `conflict` for a
 * command that has no such hash, `not-feasible` without a responder, and what Defender answers.
 */
export const addIndicator: Procedure<z.infer<typeof addIndicatorInput>, { readonly indicatorId: string }> = {
  name: 'add-indicator',
  permission: 'device.respond',
  input: addIndicatorInput,
  records: ['device.indicator-requested', 'device.indicator-added'],
  async run(context, actor, { commandId, action }) {
    const { session, answer } = await ownCommand(context.register.look, actor, commandId);
    const responder = requireHatch(context.devices, 'responder');
    const file =
      answer?.kind === 'file'
        ? { sha256: answer.received.contentSha256, exhibitNumber: answer.exhibitNumber }
        : answer?.kind === 'reputation'
          ? { sha256: answer.sha256, exhibitNumber: 'the lookup' }
          : null;
    if (file === null) throw new CustodyError('conflict', 'This command gave no hash of a file.');
    const title = `Holdfast: ${file.exhibitNumber} from ${session.device.name}`;
    const asked = { ...file, action, title };
    await context.register.record(actor, ['device.indicator-requested'], async () => ({
      events: [consoleEvent('device.indicator-requested', session, asked)],
      result: undefined,
    }));
    const { value, azure } = await responder.addFileIndicator(
      { sha256: file.sha256, action, title, description: session.reason, expiresAt: null },
      AbortSignal.timeout(limitMs),
    );
    const detail = { ...asked, indicatorId: value.id, azure };
    return await context.register.record(actor, ['device.indicator-added'], async () => ({
      events: [consoleEvent('device.indicator-added', session, detail)],
      result: { indicatorId: value.id },
    }));
  },
};
