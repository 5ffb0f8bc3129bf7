import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { DeviceActionLease, DeviceActionRecord } from '../../ports/device-desk.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { ProcedureContext } from '../procedure.ts';
import { deviceEvent } from './device-event.ts';
import { tellOfAction } from './device-notice.ts';
import { type DeviceWork, deviceActor } from './device-work.ts';
import { followDeviceAction } from './follow-device-action.ts';
import { submitDeviceAction } from './submit-device-action.ts';

const longestPauseSeconds = 300;
// Ends well before the lease of two minutes: who still waits for its turn then must not send what another one sends.
const longestSendMs = 90_000;

/**
 * Takes one action that is due one step further: to Defender, or from there what became of it. What can never succeed is
 * recorded as refused; everything else is tried again. Out: whether there was one.
 */
export async function workOnDeviceAction(context: ProcedureContext, signal: AbortSignal): Promise<boolean> {
  if (context.devices?.reader === undefined) return false;
  const lease = await context.register.claimDeviceAction();
  if (lease === null) return false;
  const work = { context, lease, signal };
  try {
    if (lease.action.state === 'requested') await sendInTime(work);
    else await followDeviceAction(work);
  } catch (error) {
    await endAttempt(work, error);
  }
  return true;
}

function sendInTime(work: DeviceWork): Promise<void> {
  return answerInTime(longestSendMs, 'Defender did not answer in time.', (limit) =>
    submitDeviceAction({ ...work, signal: AbortSignal.any([work.signal, limit]) }),
  );
}

async function endAttempt({ context, lease, signal }: DeviceWork, error: unknown): Promise<void> {
  const { action } = lease;
  const postpone = (problem: string | null, seconds: number) =>
    context.register.postponeDeviceAction(lease, { seen: null, problem, seconds });
  if (signal.aborted) return await postpone(action.problem, 0); // whoever comes next goes on
  if (!(error instanceof CustodyError)) {
    await postpone('It failed on our side.', longestPauseSeconds);
    throw error;
  }
  if (error.code === 'fenced-off') return;
  if (action.state === 'requested' && !isRetryable(error.code) && !isBusy(error))
    return await refuse(context, lease, error);
  await postpone(error.message, pauseAfter(error, action));
}

/** Another action holds the device: Defender takes one of a kind at a time, and this one waits for it. */
function isBusy({ code, detail }: CustodyError): boolean {
  return code === 'conflict' && typeof detail.defenderCode === 'string';
}

function pauseAfter({ detail }: CustodyError, { tries }: DeviceActionRecord): number {
  if (typeof detail.retryAfterSeconds === 'number') return detail.retryAfterSeconds;
  return Math.min(longestPauseSeconds, 5 * 2 ** Math.min(tries, 6));
}

async function refuse(
  context: ProcedureContext,
  lease: DeviceActionLease,
  error: CustodyError,
): Promise<void> {
  const { action } = lease;
  const { group } = action.device;
  if (error.detail.defenderCode === 'DisallowedOperation' && group !== null)
    await context.register.noteAutomation(group, 'refused'); // the group has no automation level
  await context.register.record(deviceActor(context, action), ['device.action-refused'], async (desk) => {
    const why = refusalWords(action, error);
    await desk.moveDeviceAction(lease, 'refused', null, why);
    await tellOfAction(desk, action, 'warning', `refused. ${why}`);
    const detail = { actionId: action.id, number: action.number, code: error.code, why, azure: [] };
    return { events: [deviceEvent('device.action-refused', action, detail)], result: undefined };
  });
}

/** What was asked of Defender before, with its answer lost, is not taken back by a later refusal. */
function refusalWords({ askedAt }: DeviceActionRecord, { message }: CustodyError): string {
  return askedAt === null ? message : `${message} Whether an earlier attempt of it ran is not known.`;
}
