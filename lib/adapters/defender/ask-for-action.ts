import type { DefenderAction } from '../../custody/live-response.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import { segment } from './answer-shape.ts';
import { askMicrosoft } from './ask-microsoft.ts';
import type { CountedService } from './counted-service.ts';
import { actionOf } from './machine-action.ts';
import type { Question } from './question.ts';

interface AskedAction {
  readonly deviceId: string;
  readonly verb: string; // Microsoft's name of the interface
  readonly doing: string;
  readonly body: object; // its names are case-sensitive
}

/** Asks a device for one action. 201, though some answers are 200. Not repeated: see `DeviceCollector`. */
export async function askForAction(
  service: CountedService,
  { deviceId, verb, doing, body }: AskedAction,
  signal: AbortSignal,
): Promise<Traced<DefenderAction>> {
  const path = `/api/machines/${segment(deviceId, 'id')}/${verb}`;
  const api = verb === 'runliveresponse' ? 'run-live-response' : 'machine-actions';
  const question: Question = { api, doing, path, body, method: 'POST', operation: `POST machines/${verb}` };
  return await post(service, question, signal);
}

/** Asks to cancel an action. Throws `not-found` if Defender knows none of this id. */
export async function cancelAction(
  service: CountedService,
  actionId: string,
  comment: string,
  signal: AbortSignal,
): Promise<Traced<DefenderAction>> {
  const question: Question = {
    api: 'machine-actions',
    doing: 'cancel the action',
    path: `/api/machineactions/${segment(actionId, 'id')}/cancel`,
    body: { Comment: comment },
    method: 'POST',
    operation: 'POST machineactions/cancel',
  };
  return await post(service, question, signal);
}

async function post(
  service: CountedService,
  question: Question,
  signal: AbortSignal,
): Promise<Traced<DefenderAction>> {
  const { json, bytes, trace } = await askMicrosoft(service, question, signal);
  return { value: actionOf(json, bytes), azure: [trace] };
}
