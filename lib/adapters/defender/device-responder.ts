import { z } from 'zod';
import type { DeviceResponder, FileIndicator } from '../../ports/device-response.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import { shaped } from './answer-shape.ts';
import { askForAction, cancelAction } from './ask-for-action.ts';
import { askMicrosoft } from './ask-microsoft.ts';
import { type CountedService, defender, type ServiceConfig } from './counted-service.ts';

const indicatorList = z.object({
  value: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      indicatorValue: z.string(),
      indicatorType: z.string(),
      action: z.string(),
      title: z.string().nullish(),
    }),
  ),
});
const indicatorAnswer = z.object({ id: z.union([z.string(), z.number()]).transform(String) });

/**
 * Changes devices. Source: Microsoft Learn, "Isolate machine", "Release device from isolation", "Run antivirus scan",
 * "Stop and quarantine file", "Restrict app execution", "Remove app restriction", "Submit or Update Indicator",
 * "List Indicators".
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
    fileIndicator: (sha256, signal) => fileIndicator(service, sha256, signal),
    addFileIndicator: (indicator, signal) => addFileIndicator(service, indicator, signal),
    cancel: (actionId, comment, signal) => cancelAction(service, actionId, comment, signal),
  };
}

/** Asked for by its value: a tenant may have thousands. */
async function fileIndicator(service: CountedService, sha256: string, signal: AbortSignal) {
  const filter = encodeURIComponent(`indicatorValue eq '${sha256}'`);
  const answer = await askMicrosoft(
    service,
    {
      api: 'indicators',
      doing: 'look for the file among the indicators',
      path: `/api/indicators?$filter=${filter}`,
      method: 'GET',
      operation: 'GET indicators',
    },
    signal,
  );
  const { value } = shaped(service.name, indicatorList, answer.json);
  const found = value.find(
    (one) => one.indicatorType === 'FileSha256' && one.indicatorValue.toLowerCase() === sha256,
  );
  return found === undefined ? null : { id: found.id, action: found.action, title: found.title ?? null };
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
