import { CustodyError } from '../../custody/custody-error.ts';
import { actionMarker, collects } from '../../custody/device-action.ts';
import { secondPersonFor } from '../../custody/device-rights.ts';
import { type DefenderAction, mostLiveResponses } from '../../custody/live-response.ts';
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
import { earlierAsking, isSurelyNotTaken } from './earlier-asking.ts';
import { requirePinnedScripts } from './require-pinned-scripts.ts';
import { withdrawDeviceAction } from './withdraw-device-action.ts';

/** Defender keeps 256 characters at least; the marker must stand within them. */
const longestComment = 240;
const sessionLookSeconds = 5;

/**
 * Sends the action to Defender, once: an earlier attempt whose answer was lost is found again by its marker, whatever
 * the person may do now. Before it is sent, the tenant is asked whether they may still ask for it. Throws whatever stands in
 * the way.
 */
export async function submitDeviceAction(work: DeviceWork): Promise<void> {
  const { context, lease, signal } = work;
  const { action } = lease;
  const earlier = await earlierAsking(context, action, signal);
  if (earlier.kind === 'found')
    return await recordSubmitted(work, { value: earlier.action, azure: [] }, true);
  if (action.cancelWanted) return await withdrawDeviceAction(work, earlier.kind);
  await requireFreeSession(context, action);
  await requireStillEntitled(context, action);
  await requireStillRight(context, action, signal);
  await requirePinnedScripts(context, action.act, signal);
  const sent = await ask(work);
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

/** Cheap, and before anything is asked of Microsoft: what waits for a session must not spend its calls. */
async function requireFreeSession(
  { register }: ProcedureContext,
  { id, act }: DeviceActionRecord,
): Promise<void> {
  if (act.kind === 'live-response' && (await register.openLiveResponses(id)) >= mostLiveResponses)
    throw noSession();
}

function noSession(): CustodyError {
  return new CustodyError(
    'throttled',
    `Waiting for one of ${mostLiveResponses} sessions: so many live responses may be open at once in a tenant.`,
    { detail: { retryAfterSeconds: sessionLookSeconds } },
  );
}

/** Noted first: whoever dies between the note and the answer leaves word that Defender may have it. */
async function ask({ context, lease, signal }: DeviceWork): Promise<Traced<DefenderAction>> {
  const { register } = context;
  if (!(await register.noteAsking(lease, mostLiveResponses))) throw noSession();
  try {
    return await send(context, lease.action, signal);
  } catch (error) {
    if (isSurelyNotTaken(error)) await register.forgetAsking(lease);
    throw error;
  }
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
