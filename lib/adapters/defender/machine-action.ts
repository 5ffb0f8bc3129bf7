import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type DefenderAction,
  type DefenderActionState,
  type DefenderCommand,
  defenderActionStates,
  type LiveResponseStep,
  type LiveResponseStepState,
  liveResponseStepStates,
} from '../../custody/live-response.ts';
import { moment, shaped, word } from './answer-shape.ts';

const param = z.object({ key: z.string(), value: z.string().nullish() });
const command = z.object({
  index: z.number().int(),
  startTime: moment,
  endTime: moment,
  commandStatus: word,
  errors: z.array(z.unknown()).nullish(),
  command: z.object({ type: z.string(), params: z.array(param).nullish() }).nullish(),
});

/** Source: Microsoft Learn, "MachineAction resource type"; its lists say `lastUpdateTimeUtc`. */
const machineAction = z.object({
  id: z.string().min(1),
  type: z.string(),
  scope: word,
  status: word,
  machineId: z.string(),
  computerDnsName: word,
  requestor: word,
  requestorComment: word,
  creationDateTimeUtc: moment,
  lastUpdateDateTimeUtc: moment,
  lastUpdateTimeUtc: moment,
  errorHResult: z.number().nullish(),
  troubleshootInfo: word,
  cancellationRequestor: word,
  commands: z.array(command).nullish(),
});

/** An action from Defender's answer; its digest is over the answer's bytes. Throws `cloud-unavailable` for an unknown shape. */
export function actionOf(answer: unknown, bytes: Uint8Array): DefenderAction {
  const read = shaped('Defender', machineAction, answer);
  return {
    id: read.id,
    type: read.type,
    scope: read.scope,
    state: stateOf(read.status),
    deviceId: read.machineId,
    deviceName: read.computerDnsName,
    requestor: read.requestor,
    comment: read.requestorComment,
    createdAt: read.creationDateTimeUtc,
    updatedAt: read.lastUpdateDateTimeUtc ?? read.lastUpdateTimeUtc,
    errorCode: read.errorHResult ?? null,
    trouble: read.troubleshootInfo,
    cancelledBy: read.cancellationRequestor,
    commands: (read.commands ?? []).map(commandOf),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** The same for an entry of a list, which has no bytes of its own: the digest is over it written again as JSON. */
export function listedActionOf(entry: unknown): DefenderAction {
  return actionOf(entry, Buffer.from(JSON.stringify(entry)));
}

function stateOf(said: string | null): DefenderActionState {
  const plain = said?.toLowerCase();
  if (plain === 'timeout') return 'timed-out';
  return defenderActionStates.find((one) => one.replaceAll('-', '') === plain) ?? 'unknown';
}

function commandOf(read: z.infer<typeof command>): DefenderCommand {
  const plain = read.commandStatus?.toLowerCase();
  const state: LiveResponseStepState | undefined = liveResponseStepStates.find(
    (one) => one.replaceAll('-', '') === plain,
  );
  return {
    index: read.index,
    state: state ?? 'unknown',
    startedAt: read.startTime,
    endedAt: read.endTime,
    errors: (read.errors ?? []).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
    step: read.command == null ? null : stepOf(read.command.type, read.command.params ?? []),
  };
}

/** The casing of names is not relied upon. */
function stepOf(type: string, params: readonly z.infer<typeof param>[]): LiveResponseStep | null {
  const given = (name: string) => params.find(({ key }) => key.toLowerCase() === name)?.value ?? null;
  const [fileName, scriptName, path] = [given('filename'), given('scriptname'), given('path')];
  switch (type.toLowerCase()) {
    case 'putfile':
      return fileName === null ? null : { type: 'PutFile', fileName };
    case 'runscript':
      return scriptName === null ? null : { type: 'RunScript', scriptName, args: given('args') };
    case 'getfile':
      return path === null ? null : { type: 'GetFile', path };
    default:
      return null;
  }
}
