import { workingCopyEndWords } from '../../custody/grant-use-words.ts';
import type { WorkingCopyRecord } from '../../ports/working-copies.ts';
import { useEvent } from '../access/use-event.ts';
import { copyNoteKey, diskNameOf, exporterFor, ofCopy } from './copy-event.ts';
import type { CopyWork } from './make-working-copy.ts';

/** Detaches the disk and deletes it, each looked for first and recorded after. Throws what stood in the way. */
export async function takeAwayWorkingCopy(work: CopyWork): Promise<void> {
  await detachDisk(work);
  await removeDisk(work);
}

/** One that is not recorded as attached is looked at: what a silent worker did last is in no record. */
async function detachDisk({ context, disks, lease, calls, signal }: CopyWork): Promise<void> {
  const { copy } = lease;
  const { machineId } = copy;
  const name = diskNameOf(copy);
  const disk = await disks.find(name, signal);
  if (copy.state !== 'attached' && disk?.attachedTo !== machineId) return;
  await disks.detach(name, machineId, signal);
  const actor = exporterFor(context, copy);
  await context.register.record(actor, ['derivative.detached'], async (desk) => {
    await desk.moveWorkingCopy(lease, 'detached', disks.diskId(name));
    const detail = { ...ofCopy(copy), machineId, why: copy.endWhy ?? 'ended', azure: [...calls] };
    return { events: [useEvent('derivative.detached', copy, detail)], result: undefined };
  });
}

async function removeDisk({ context, disks, lease, calls, signal }: CopyWork): Promise<void> {
  const { copy } = lease;
  const name = diskNameOf(copy);
  await disks.remove(name, signal);
  const diskId = disks.diskId(name);
  await context.register.record(exporterFor(context, copy), ['derivative.removed'], async (desk) => {
    await desk.moveWorkingCopy(lease, 'removed', diskId);
    await desk.clearAlarm(copyNoteKey(copy));
    await desk.notify(goneNote(copy));
    const detail = { ...ofCopy(copy), diskId, why: copy.endWhy ?? 'ended', azure: [...calls] };
    return { events: [useEvent('derivative.removed', copy, detail)], result: undefined };
  });
}

function goneNote(copy: WorkingCopyRecord) {
  return {
    personObjectId: copy.requester.objectId,
    key: copyNoteKey(copy),
    level: 'info',
    title: `${copy.number} was detached and deleted: ${workingCopyEndWords(copy.endWhy ?? 'ended')}`,
    href: `/evidence/${copy.evidenceId}?tab=access`,
  } as const;
}
