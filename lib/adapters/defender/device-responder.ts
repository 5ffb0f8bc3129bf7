import { z } from 'zod';
import type { DeviceResponder, FileIndicator } from '../../ports/device-response.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import { shaped } from './answer-shape.ts';
import { askForAction, cancelAction } from './ask-for-action.ts';
import { askMicrosoft } from './ask-microsoft.ts';
import { type CountedService, defender, type ServiceConfig } from './counted-service.ts';

const indicatorAnswer = z.object({ id: z.union([z.string(), z.number()]).transform(String) });

/**
 * Changes devices. Source: Microsoft Learn, "Isolate machine", "Release device from isolation", "Run antivirus scan",
 * "Stop and quarantine file", "Restrict app execution", "Remove app restriction", "Submit or Update Indicator".
 */
export function defenderDeviceResponder(config: ServiceConfig): DeviceResponder {
  const service = defender(config);
  return {
    isolate(deviceId, type, comment, signal) {
      const body = { Comment: comment, IsolationType: type };
      return askForAction(service, { deviceId, verb: 'isolate', doing: 'isolate the device', body }, signal);
    },
    release(deviceId, comment, signal) {
      const doing = 'release the device from isolation';
      return askForAction(
        service,
        { deviceId, verb: 'unisolate', doing, body: { Comment: comment } },
        signal,
      );
    },
    scan(deviceId, type, comment, signal) {
      const body = { Comment: comment, ScanType: type };
      return askForAction(
        service,
        { deviceId, verb: 'runAntiVirusScan', doing: 'scan the device', body },
        signal,
      );
    },
    stopAndQuarantine(deviceId, sha1, comment, signal) {
      const body = { Comment: comment, Sha1: sha1 };
      const doing = 'stop and quarantine the file';
      return askForAction(service, { deviceId, verb: 'StopAndQuarantineFile', doing, body }, signal);
    },
    restrict(deviceId, comment, signal) {
      const doing = 'restrict what runs on the device';
      const body = { Comment: comment };
      return askForAction(service, { deviceId, verb: 'restrictCodeExecution', doing, body }, signal);
    },
    unrestrict(deviceId, comment, signal) {
      const doing = 'lift the restriction of the device';
      const body = { Comment: comment };
      return askForAction(service, { deviceId, verb: 'unrestrictCodeExecution', doing, body }, signal);
    },
    addFileIndicator: (indicator, signal) => addFileIndicator(service, indicator, signal),
    cancel: (actionId, comment, signal) => cancelAction(service, actionId, comment, signal),
  };
}

async function addFileIndicator(
  service: CountedService,
  { sha256, action, title, description, expiresAt }: FileIndicator,
  signal: AbortSignal,
): Promise<Traced<{ readonly id: string }>> {
  const body = {
    ...{ indicatorValue: sha256, indicatorType: 'FileSha256', action, title, description },
    ...(action === 'Audit' ? { generateAlert: true } : {}), // Microsoft demands it there
    ...(expiresAt === null ? {} : { expirationTime: expiresAt }),
  };
  const answer = await askMicrosoft(
    service,
    {
      api: 'indicators',
      doing: 'add the file to the indicators',
      path: '/api/indicators',
      body,
      method: 'POST',
      operation: 'POST indicators',
    },
    signal,
  );
  return { value: shaped(service.name, indicatorAnswer, answer.json), azure: [answer.trace] };
}
