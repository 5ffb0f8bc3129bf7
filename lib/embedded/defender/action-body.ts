import type { ActionRecord, CommandRecord } from './action-record.ts';
import type { FixtureDevice } from './device.ts';
import { longTime } from './machine-body.ts';

/**
 * An action as Defender tells it. A list names the time of the last change otherwise than a single answer does.
 * Source: Microsoft, machineAction resource type and its examples.
 */
export function actionBody(
  action: ActionRecord,
  device: FixtureDevice,
  inList: boolean,
): Record<string, unknown> {
  return {
    id: action.id,
    type: action.type,
    title: null,
    requestor: action.requestor,
    requestorComment: action.comment,
    requestSource: 'PublicApi',
    status: action.status,
    machineId: action.deviceId,
    computerDnsName: device.name,
    creationDateTimeUtc: long(action.createdAt),
    [inList ? 'lastUpdateTimeUtc' : 'lastUpdateDateTimeUtc']: long(action.updatedAt),
    cancellationRequestor: action.cancelledBy?.requestor ?? null,
    cancellationComment: action.cancelledBy?.comment ?? null,
    cancellationDateTimeUtc: long(action.cancelledBy?.at ?? null),
    errorHResult: action.errorCode,
    troubleshootInfo: action.trouble,
    scope: action.scope,
    externalID: null,
    relatedFileInfo:
      action.sha1 === null ? null : { fileIdentifier: action.sha1, fileIdentifierType: 'Sha1' },
    commands: action.commands.map(commandBody),
  };
}

function commandBody(command: CommandRecord, index: number): Record<string, unknown> {
  return {
    index,
    startTime: long(command.startTime),
    endTime: long(command.endTime),
    commandStatus: command.status,
    errors: command.errors,
    command: { type: command.type, params: command.params },
  };
}

function long(time: string | null): string | null {
  return time === null ? null : longTime(new Date(time));
}
