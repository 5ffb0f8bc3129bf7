import { isMarked } from '../../custody/device-action.ts';
import type { DefenderAction } from '../../custody/live-response.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import type { DeviceReader } from '../../ports/device-response.ts';
import type { ProcedureContext } from '../procedure.ts';
import { requireHatch } from './device-hatches.ts';

/** Looks after which an action counts as one that waits for its device. */
const patientAfter = 9;
const [readEveryMs, countsForMs] = [20_000, 60_000];

/**
 * What Defender says of an action. Those that wait long for their device are looked for in one list of all that are open,
 * read by one of all workers, so that a hundred of them cost no more of the hour's calls than one. Null: Defender does
 * not know it.
 */
export async function lookAtAction(
  context: ProcedureContext,
  { tries }: DeviceActionRecord,
  defenderId: string,
  signal: AbortSignal,
): Promise<DefenderAction | null> {
  const reader = requireHatch(context.devices, 'reader');
  const listed = tries < patientAfter ? [] : await openActions(context, reader, signal);
  return listed.find(({ id }) => id === defenderId) ?? (await reader.action(defenderId, signal));
}

/**
 * Who has the turn reads it; the others take what was read last. Others' actions are left out: what they give their scripts may be
 * secret, and is stored nowhere.
 */
async function openActions(
  { register }: ProcedureContext,
  reader: DeviceReader,
  signal: AbortSignal,
): Promise<readonly DefenderAction[]> {
  if (!(await register.claimDeviceRound('open-actions', readEveryMs)))
    return (await register.openActionsWithin(countsForMs)) ?? [];
  const open = (await reader.actions({ open: true }, signal)).filter(({ comment }) => isMarked(comment));
  await register.keepOpenActions(open);
  return open;
}
