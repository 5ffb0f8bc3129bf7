import type { Actor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { mayDo } from '../../custody/permission.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { requireHatch } from '../device/device-hatches.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { ProcedureContext } from '../procedure.ts';
import { endCommand, endedEvent } from './end-command.ts';
import { libraryNow } from './library-now.ts';

/**
 * `library delete`: removes one file from the tenant's library, which may have been done by an attempt before. Throws
 * `forbidden` for who lost the right while the line waited.
 */
export async function removeFromLibrary(
  context: ProcedureContext,
  actor: Actor,
  command: CommandRecord,
  fileName: string | null,
  signal: AbortSignal,
): Promise<void> {
  await requireStillEntitled(context, command);
  const library = requireHatch(context.devices, 'library');
  const { files } = await libraryNow(context);
  const held = files.find((one) => one.fileName === fileName);
  if (fileName === null || held === undefined) {
    const words = `The library has no ${fileName ?? 'such file'}: it never had, or an attempt that broke off removed it.`;
    return await endCommand(context, actor, command, {
      ...{ state: 'failed', words, answer: null, exhibitNumbers: [] },
    });
  }
  const { azure } = await library.remove(fileName, signal);
  const words = `${fileName} is removed, for the whole tenant.`;
  const end = { state: 'done', words, answer: null, exhibitNumbers: [] } as const;
  const may = ['library.file-removed', 'device.command-ended'] as const;
  await context.register.record(actor, may, async (desk) => {
    await desk.endConsoleCommand(command.id, end);
    const removed = {
      type: 'library.file-removed',
      stream: { kind: 'incident', id: command.session.incidentId },
      subjects: [`incident:${command.session.incidentId}`, `library-file:${fileName}`],
      reason: command.session.reason,
      authority: command.session.authority,
      detail: { fileName, sha256: held.sha256.toLowerCase(), azure },
    } as const;
    return { events: [removed, endedEvent(command, end)], result: undefined };
  });
}

/** A line may wait behind others: what was taken away since does not count. */
async function requireStillEntitled(context: ProcedureContext, { session }: CommandRecord): Promise<void> {
  const person = await asTheTenantSays(context, session.person, { attempt: 'remove from the library' });
  if (!mayDo(person.roles, 'library.install'))
    throw new CustodyError('forbidden', `${person.displayName} has lost the right that this needs.`);
  await openVisibleIncident(context.register.look, person, session.incidentId);
}
