import type { Actor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { mayDo } from '../../custody/permission.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { requireHatch } from '../device/device-hatches.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { ProcedureContext } from '../procedure.ts';
import { attemptOrder } from './attempt-order.ts';
import { endCommand } from './end-command.ts';
import { libraryFileEvent } from './library-file-event.ts';
import { libraryNow } from './library-now.ts';
import { removeFile } from './remove-file.ts';

/**
 * `library delete`: removes one file from the tenant's library. Asked for and done are both recorded, and the worker goes
 * on where this process dies in between. Throws `forbidden` for who lost the right while the line waited, `conflict`
 * where another worker has begun.
 */
export async function removeFromLibrary(
  context: ProcedureContext,
  actor: Actor,
  command: CommandRecord,
  fileName: string | null,
  signal: AbortSignal,
): Promise<void> {
  const { register, devices } = context;
  if (await register.look.isOrdered(command.id)) return; // whoever carries the order out ends the line
  await requireStillEntitled(context, command);
  requireHatch(devices, 'library');
  const { files } = await libraryNow(context);
  const held = files.find((one) => one.fileName === fileName);
  if (fileName === null || held === undefined) {
    const words = `The library has no ${fileName ?? 'such file'}.`;
    return await endCommand(context, actor, command, {
      ...{ state: 'failed', words, answer: null, exhibitNumbers: [] },
    });
  }
  const sha256 = held.sha256.toLowerCase();
  const order = { kind: 'remove-file', fileName, sha256 } as const;
  const lease = await register.record(actor, ['library.removal-begun'], async (desk) => ({
    result: await desk.addDefenderOrder(order, command.session.person, command.id),
    events: [libraryFileEvent('library.removal-begun', command, { commandId: command.id, fileName, sha256 })],
  }));
  try {
    await attemptOrder(context, actor, lease, () => removeFile(context, actor, lease, order, signal));
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error; // the others are on record, or are tried again
  }
}

/** A line may wait behind others: what was taken away since does not count. */
async function requireStillEntitled(context: ProcedureContext, { session }: CommandRecord): Promise<void> {
  const person = await asTheTenantSays(context, session.person, { attempt: 'remove from the library' });
  if (!mayDo(person.roles, 'library.install'))
    throw new CustodyError('forbidden', `${person.displayName} has lost the right that this needs.`);
  await openVisibleIncident(context.register.look, person, session.incidentId);
}
