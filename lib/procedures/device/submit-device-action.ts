import { CustodyError } from '../../custody/custody-error.ts';
import { actionMarker, collects } from '../../custody/device-action.ts';
import { secondPersonFor } from '../../custody/device-rights.ts';
import type { DefenderAction } from '../../custody/live-response.ts';
import { mayDo } from '../../custody/permission.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { ProcedureContext } from '../procedure.ts';
import { deviceEvent } from './device-event.ts';
import { requireHatch } from './device-hatches.ts';
import { tellOfAction } from './device-notice.ts';
import { requireDeviceRight, rightsNow } from './device-right.ts';
import { type DeviceWork, deviceActor } from './device-work.ts';
import { requirePinnedScripts } from './require-pinned-scripts.ts';

/** Defender keeps 256 characters at least; the marker must stand within them. */
const longestComment = 240;

/**
 * Sends the action to Defender, once: an earlier attempt whose answer was lost is found again by its marker, whatever
 * the person may do now. Before it is sent, the tenant is asked whether they may still ask for it. Throws whatever stands in
 * the way.
 */
export async function submitDeviceAction(work: DeviceWork): Promise<void> {
  const { context, lease, signal } = work;
  const { action } = lease;
  if (action.cancelWanted) return await withdraw(work);
  const found = action.tries > 1 ? await findSent(context, action, signal) : null;
  if (found !== null) return await recordSubmitted(work, { value: found, azure: [] }, true);
  await requireStillEntitled(context, action);
  await requireStillRight(context, action, signal);
  await requirePinnedScripts(context, action.act, signal);
  const sent = await send(context, action, signal);
  await recordSubmitted(work, sent, false);
  const { device, act } = action;
  if (act.kind === 'live-response' && device.group !== null)
    await context.register.noteAutomation(device.group, 'taken');
}

/** What was taken away since does not count any more, and a closed incident takes nothing. */
async function requireStillEntitled(context: ProcedureContext, action: DeviceActionRecord): Promise<void> {
  const person = await requesterNow(context, action);
  const needed = collects(action.act.kind) ? 'device.collect' : 'device.respond';
  if (!mayDo(person.roles, needed))
    throw new CustodyError('forbidden', `${person.displayName} has lost the role that this needs.`);
  await openVisibleIncident(context.register.look, person, action.incidentId);
}

function requesterNow(context: ProcedureContext, { requester, number }: DeviceActionRecord) {
  return asTheTenantSays(context, requester, { attempt: `send ${number}` });
}

/** Rights and the device's group may have changed since it was asked for: a queue lasts for days. */
async function requireStillRight(
  context: ProcedureContext,
  action: DeviceActionRecord,
  signal: AbortSignal,
): Promise<void> {
  const { look } = context.register;
  const device = await requireHatch(context.devices, 'reader').device(action.deviceId, signal);
  if (device === null) throw new CustodyError('not-found', 'Defender does not know this device any more.');
  await requireDeviceRight(look, await requesterNow(context, action), device, action.act);
  const why = secondPersonFor(await rightsNow(look), device.group, action.act);
  if (why === null || (await look.isDeviceActionApproved(action.id))) return;
  throw new CustodyError('forbidden', `${why} Nobody agreed to this one: ask for it again.`);
}

/** By how its comment begins: what follows is a person's reason, which may quote another one's marker. */
async function findSent(
  context: ProcedureContext,
  { id, deviceId, createdAt }: DeviceActionRecord,
  signal: AbortSignal,
): Promise<DefenderAction | null> {
  const reader = requireHatch(context.devices, 'reader');
  const since = new Date(new Date(createdAt).getTime() - 300_000).toISOString(); // its clock and ours may differ
  const there = await reader.actions({ deviceId, since }, signal);
  return there.find(({ comment }) => comment?.startsWith(actionMarker(id)) === true) ?? null;
}

function send(
  { devices }: ProcedureContext,
  action: DeviceActionRecord,
  signal: AbortSignal,
): Promise<Traced<DefenderAction>> {
  const { act, deviceId } = action;
  const comment = commentOf(action);
  switch (act.kind) {
    case 'collect-package':
      return requireHatch(devices, 'collector').collectPackage(deviceId, comment, signal);
    case 'live-response':
      return requireHatch(devices, 'collector').runLiveResponse(deviceId, act.steps, comment, signal);
    case 'isolate':
      return requireHatch(devices, 'responder').isolate(deviceId, act.type, comment, signal);
    case 'release':
      return requireHatch(devices, 'responder').release(deviceId, comment, signal);
    case 'scan':
      return requireHatch(devices, 'responder').scan(deviceId, act.type, comment, signal);
    case 'stop-and-quarantine':
      return requireHatch(devices, 'responder').stopAndQuarantine(deviceId, act.sha1, comment, signal);
    case 'restrict':
      return requireHatch(devices, 'responder').restrict(deviceId, comment, signal);
    case 'unrestrict':
      return requireHatch(devices, 'responder').unrestrict(deviceId, comment, signal);
  }
}

/** Defender sees an application ask: who asked it, and why, stands here. */
function commentOf({ id, number, requester, reason }: DeviceActionRecord): string {
  const words = `${actionMarker(id)} ${number}, ${requester.userPrincipalName}: ${reason}`;
  return words.length <= longestComment ? words : `${words.slice(0, longestComment - 1)}…`;
}

async function recordSubmitted(
  { context, lease }: DeviceWork,
  { value, azure }: Traced<DefenderAction>,
  found: boolean,
): Promise<void> {
  const { action } = lease;
  const { id: actionId, number } = action;
  await context.register.record(deviceActor(context, action), ['device.action-submitted'], async (desk) => {
    await desk.moveDeviceAction(lease, 'submitted', { defenderId: value.id, action: value });
    await tellOfAction(desk, action, 'progress', 'taken by Defender');
    const comment = value.comment ?? commentOf(action);
    const detail = { actionId, number, defenderId: value.id, comment, found, azure };
    return { events: [deviceEvent('device.action-submitted', action, detail)], result: undefined };
  });
}

async function withdraw({ context, lease, signal }: DeviceWork): Promise<void> {
  const { action } = lease;
  const sent = await findSent(context, action, signal);
  if (sent !== null)
    return await recordSubmitted({ context, lease, signal }, { value: sent, azure: [] }, true);
  const { id: actionId, number } = action;
  await context.register.record(deviceActor(context, action), ['device.cancelled'], async (desk) => {
    await desk.moveDeviceAction(lease, 'withdrawn', null);
    await tellOfAction(desk, action, 'info', 'cancelled before it reached Defender');
    const detail = { actionId, number, defenderId: null, azure: [] };
    return { events: [deviceEvent('device.cancelled', action, detail)], result: undefined };
  });
}
