import type { DefenderAction } from '../../custody/live-response.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import type { DeviceReader } from '../../ports/device-response.ts';

/** Looks after which an action counts as one that waits for its device. */
const patientAfter = 9;
const keepMs = 20_000;

const lists = new WeakMap<
  DeviceReader,
  { readonly at: number; readonly open: Promise<readonly DefenderAction[]> }
>();

/**
 * What Defender says of an action. Those that wait long for their device are looked for in one list of all that are open,
 * so that a hundred of them cost no more of the hour's calls than one. Null: Defender does not know it.
 */
export async function lookAtAction(
  reader: DeviceReader,
  { tries }: DeviceActionRecord,
  defenderId: string,
  signal: AbortSignal,
): Promise<DefenderAction | null> {
  const listed = tries < patientAfter ? [] : await openActions(reader, signal);
  return listed.find(({ id }) => id === defenderId) ?? (await reader.action(defenderId, signal));
}

function openActions(reader: DeviceReader, signal: AbortSignal): Promise<readonly DefenderAction[]> {
  const last = lists.get(reader);
  if (last !== undefined && Date.now() - last.at < keepMs) return last.open;
  const open = reader.actions({ open: true }, signal);
  lists.set(reader, { at: Date.now(), open });
  open.catch(() => lists.delete(reader)); // who waits for it is told; the next one asks again
  return open;
}
