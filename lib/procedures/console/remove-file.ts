import type { Actor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { DefenderOrderAsk, DefenderOrderLease } from '../../ports/defender-orders.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { ProcedureContext } from '../procedure.ts';
import { endIfOpen } from './end-command.ts';
import { libraryFileEvent, requestingLine } from './library-file-event.ts';

type Asked = Extract<DefenderOrderAsk, { kind: 'remove-file' }>;

/**
 * Removes the file that was asked for from the library, and ends the line that asked. One that is gone after an attempt
 * whose end nobody saw was removed by it. Throws `digest-mismatch` where another file has its name by now, what Defender
 * answers, and `fenced-off` for who lost the order.
 */
export async function removeFile(
  context: ProcedureContext,
  actor: Actor,
  lease: DefenderOrderLease,
  { fileName, sha256 }: Asked,
  signal: AbortSignal,
): Promise<void> {
  const library = requireHatch(context.devices, 'library');
  const held = (await library.files(signal)).find((one) => one.fileName === fileName);
  if (held !== undefined && held.sha256.toLowerCase() !== sha256)
    throw new CustodyError('digest-mismatch', `${fileName} is another file by now: nothing was removed.`);
  const { value, azure } =
    held === undefined ? { value: { removed: false }, azure: [] } : await library.remove(fileName, signal);
  const detail = { fileName, sha256, azure, found: !value.removed };
  const words = value.removed
    ? `${fileName} is removed, for the whole tenant.`
    : `${fileName} is gone, for the whole tenant; Defender’s answer to its removal was lost.`;
  const may = ['library.file-removed', 'device.command-ended'] as const;
  await context.register.record(actor, may, async (desk) => {
    await desk.endDefenderOrder(lease, null);
    const line = await requestingLine(desk, lease.order.id);
    const end = { state: 'done', words, answer: null, exhibitNumbers: [] } as const;
    const ended = await endIfOpen(desk, line, end);
    return { events: [libraryFileEvent('library.file-removed', line, detail), ...ended], result: undefined };
  });
}
