import { CustodyError } from '../../custody/custody-error.ts';
import { actionMarker } from '../../custody/device-action.ts';
import type { DefenderAction } from '../../custody/live-response.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { requireHatch } from './device-hatches.ts';

/** Microsoft names no time after which its list shows what it took. What is missing there sooner says nothing. */
const listLagMs = 5 * 60_000;
const lookAgainSeconds = 15;

/** `not-asked`: Defender has nothing of it. `not-listed`: it was asked, its answer was lost, and its list does not show it. */
export type EarlierAsking = { readonly kind: 'not-asked' } | { readonly kind: 'not-listed' } | FoundAction;

interface FoundAction {
  readonly kind: 'found';
  readonly action: DefenderAction;
}

/**
 * What became of a request whose answer was lost. Throws `cloud-unavailable` (detail `retryAfterSeconds`) while the list may
 * still lag behind: until then nothing is sent again, and nothing is said not to have been sent.
 */
export async function earlierAsking(
  context: ProcedureContext,
  action: DeviceActionRecord,
  signal: AbortSignal,
): Promise<EarlierAsking> {
  if (action.askedAt === null) return { kind: 'not-asked' };
  const found = await findSent(context, action, action.askedAt, signal);
  if (found !== null) return { kind: 'found', action: found };
  const until = new Date(new Date(action.askedAt).getTime() + listLagMs);
  if (context.clock.now() >= until) return { kind: 'not-listed' };
  throw new CustodyError(
    'cloud-unavailable',
    `Whether Defender took it is not known: its answer was lost, and its list may lag. It is looked for until ${until.toISOString()} before anything is sent again.`,
    { detail: { retryAfterSeconds: lookAgainSeconds } },
  );
}

/** By how its comment begins: what follows is a person's reason, which may quote another one's marker. */
async function findSent(
  context: ProcedureContext,
  { id, deviceId, createdAt }: DeviceActionRecord,
  askedAt: string,
  signal: AbortSignal,
): Promise<DefenderAction | null> {
  const reader = requireHatch(context.devices, 'reader');
  const earliest = Math.min(new Date(createdAt).getTime(), new Date(askedAt).getTime());
  const since = new Date(earliest - 300_000).toISOString(); // its clock and ours may differ
  const there = await reader.actions({ deviceId, since }, signal);
  return there.find(({ comment }) => comment?.startsWith(actionMarker(id)) === true) ?? null;
}

/** Whether Defender surely holds nothing of a request that failed in this way: it said no, or was never reached. */
export function isSurelyNotTaken(error: unknown): boolean {
  if (!(error instanceof CustodyError)) return false;
  if (error.detail.reached === false) return true;
  return error.code !== 'cloud-unavailable' && error.code !== 'storage-unavailable';
}
