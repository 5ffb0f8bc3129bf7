import { CustodyError } from '../../custody/custody-error.ts';
import { collects } from '../../custody/device-action.ts';
import { changesToDevice, libraryAfterWords } from '../../custody/device-action-words.ts';
import type { DeviceOutput, DeviceSource } from '../../custody/evidence-source.ts';
import { type DefenderAction, type DefenderCommand, isOver } from '../../custody/live-response.ts';
import { keyOfAction } from '../../custody/request-key.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import { acquisitionEvent } from '../acquisition/acquisition-event.ts';
import { deviceEvent } from './device-event.ts';
import { requireHatch } from './device-hatches.ts';
import { tellOfAction } from './device-notice.ts';
import { type DeviceWork, deviceActor } from './device-work.ts';
import { libraryAfterRun, tellOfOtherFiles } from './library-after-run.ts';
import { lookAtAction } from './look-at-action.ts';

/** Seconds between two looks: often at first, and seldom at a device that does not answer. */
const [firstPause, longestPause] = [2, 30];

/** Asks Defender what became of the action; once it is over, registers what it gave, to be fetched and sealed. */
export async function followDeviceAction(work: DeviceWork): Promise<void> {
  const { context, lease, signal } = work;
  const { action } = lease;
  const seen = await lookAtAction(context, action, defenderIdOf(action), signal);
  if (seen === null) return await giveUp(work);
  if (isOver(seen.state)) return await recordEnd(work, seen);
  if (action.cancelWanted) await askToStop(work);
  const seconds = Math.min(longestPause, firstPause * 1.5 ** Math.min(action.tries, 10));
  await context.register.postponeDeviceAction(lease, { seen, problem: null, seconds });
}

/** An action is waited for three days at most; one that is unknown a day later will not come back. */
const forgottenAfterMs = 4 * 86_400_000;

/** It is asked for again for a while: an id that is unknown now may be known in a minute. */
async function giveUp(work: DeviceWork): Promise<void> {
  const { context, lease } = work;
  const { seen, createdAt, defenderId } = lease.action;
  const trouble = `Defender does not know ${defenderId} any more.`;
  const age = context.clock.now().getTime() - new Date(createdAt).getTime();
  if (seen === null || age < forgottenAfterMs) throw new CustodyError('not-found', trouble);
  await recordEnd(work, { ...seen, state: 'unknown', trouble });
}

function defenderIdOf({ defenderId, number }: DeviceActionRecord): string {
  if (defenderId !== null) return defenderId;
  throw new CustodyError('conflict', `${number} is not at Defender.`);
}

/** Asked at every look until it is over: Defender may answer yes and go on all the same. */
async function askToStop({ context, lease, signal }: DeviceWork): Promise<void> {
  const { action } = lease;
  const hatch = requireHatch(context.devices, collects(action.act.kind) ? 'collector' : 'responder');
  await hatch.cancel(defenderIdOf(action), `Cancelled in Holdfast, ${action.number}`, signal);
}

async function recordEnd({ context, lease }: DeviceWork, seen: DefenderAction): Promise<void> {
  const { action } = lease;
  const { register } = context;
  const after = await libraryAfterRun(context, action.act, seen);
  const library = after === undefined ? null : libraryAfterWords(after);
  const may = ['device.action-ended', 'acquisition.requested'] as const;
  await register.record(deviceActor(context, action), may, async (desk) => {
    await desk.moveDeviceAction(lease, 'ended', { defenderId: seen.id, action: seen }, library ?? undefined);
    await tellOfOtherFiles(desk, action, after);
    const { outputs, lost } = outputsOf(action, seen, library);
    const begun = [];
    for (const output of outputs) begun.push(await beginItem(desk, action, seen, output));
    await tellOfAction(desk, action, seen.state === 'succeeded' ? 'info' : 'warning', endWords(seen, begun));
    const ended = deviceEvent('device.action-ended', action, {
      ...{ actionId: action.id, number: action.number, defender: seen, lost },
      ...(after === undefined ? {} : { libraryAfter: after }),
      changesToDevice: changesToDevice(action.act),
      exhibitNumbers: begun.map(({ exhibitNumber }) => exhibitNumber),
    });
    return { events: [ended, ...begun.map(({ event }) => event)], result: undefined };
  });
}

function endWords({ state }: DefenderAction, begun: readonly { readonly exhibitNumber: string }[]): string {
  const given = begun.map(({ exhibitNumber }) => exhibitNumber).join(', ');
  return `${state === 'succeeded' ? 'done' : state}${given === '' ? '' : `, ${given} is being fetched`}`;
}

/** What an action that is over has to give; a command that was done before another one failed gave something, too. */
function outputsOf(
  { act }: DeviceActionRecord,
  seen: DefenderAction,
  library: string | null,
): { readonly outputs: readonly DeviceOutput[]; readonly lost: readonly string[] } {
  if (act.kind === 'collect-package')
    return { outputs: seen.state === 'succeeded' ? [{ kind: 'package' }] : [], lost: [] };
  if (act.kind !== 'live-response') return { outputs: [], lost: [] };
  const found = act.steps.map((step, index): DeviceOutput | string | null => {
    if (step.type === 'PutFile') return null; // Defender keeps no result of it
    const state = seen.commands.find((one) => one.index === index)?.state;
    if (state !== 'completed') return lostWords(index, seen.commands);
    if (step.type === 'GetFile') {
      const answers = act.answerTo === undefined ? {} : { answerTo: act.answerTo };
      return { kind: 'device-file', index, path: step.path, ...answers };
    }
    const pinned = act.scripts.find(({ fileName }) => fileName === step.scriptName);
    const { scriptName, args } = step;
    const scriptSha256 = pinned?.sha256 ?? null;
    const said = library === null ? {} : { libraryAfter: library };
    return { kind: 'command-output', index, scriptName, scriptSha256, ...said, args, line: act.line };
  });
  return {
    outputs: found.filter((one): one is DeviceOutput => typeof one === 'object' && one !== null),
    lost: found.filter((one) => typeof one === 'string'),
  };
}

function lostWords(index: number, commands: readonly DefenderCommand[]): string {
  const command = commands.find((one) => one.index === index);
  const why = command?.errors.join('; ') ?? '';
  return `command ${index + 1} is ${command?.state ?? 'unknown to Defender'}${why === '' ? '' : ` (${why})`}`;
}

/** One evidence item, of which the worker now fetches the bytes. */
async function beginItem(
  desk: RegisterDesk,
  action: DeviceActionRecord,
  seen: DefenderAction,
  output: DeviceOutput,
) {
  const { incidentId, device, readAt, requester, reason, authority, plan } = action;
  const source: DeviceSource = {
    ...{ device, readAt, output },
    action: { actionId: action.id, number: action.number, defenderId: seen.id },
  };
  const request = { incidentId, source, requester, reason, authority, plan } as const;
  const { acquisitionId, evidenceId, exhibitNumber } = await desk.createAcquisition({
    ...request,
    ...{ requestKey: keyOfAction(action.id), readMode: 'full', rehearsal: false },
  });
  await desk.beginCopyAttempt(acquisitionId);
  await desk.enqueueStep(acquisitionId, 'hash-source');
  const about = { id: acquisitionId, incidentId, evidenceId, reason, authority, rehearsal: false };
  const event = acquisitionEvent('acquisition.requested', about, {
    ...{ acquisitionId, exhibitNumber, incidentId, source, reason, authority, plan },
    ...{ readMode: 'full', consistencyNote: null, rehearsal: false },
  });
  return { exhibitNumber, event };
}
