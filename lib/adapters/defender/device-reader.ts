import { z } from 'zod';
import type { DefenderAction } from '../../custody/live-response.ts';
import type { DeviceAlert, DeviceReader, DeviceResult, DeviceUser } from '../../ports/device-response.ts';
import { moment, segment, shaped, word } from './answer-shape.ts';
import { askMicrosoft, nullIfUnknown } from './ask-microsoft.ts';
import { type CountedService, defender, type ServiceConfig } from './counted-service.ts';
import { readFileReputation } from './file-reputation.ts';
import { deviceOf } from './machine.ts';
import { actionOf, listedActionOf } from './machine-action.ts';
import { everyPage } from './pages.ts';
import type { Question } from './question.ts';
import { openResultLink } from './result-link.ts';

const mostPages = 50;
const logonUser = z.object({
  id: word,
  accountName: word,
  accountDomain: word,
  firstSeen: moment,
  lastSeen: moment,
  logonTypes: word,
  isDomainAdmin: z.boolean().nullish(),
});
const alert = z.object({
  id: z.string().min(1),
  title: word,
  severity: word,
  status: word,
  category: word,
  detectionSource: word,
  incidentId: z.union([z.string(), z.number()]).nullish(),
  alertCreationTime: moment,
  lastEventTime: moment,
});

/**
 * Devices, actions and results of Microsoft Defender for Endpoint. `endpoint`: https://api.security.microsoft.com or
 * another region's. Source: Microsoft Learn, Defender for Endpoint API: "List machines", "Get machine by ID", "List
 * machineActions", "Get machine related alerts", "Get package SAS URI", "Get live response results".
 */
export function defenderDeviceReader(config: ServiceConfig): DeviceReader {
  const service = defender(config);
  return {
    async device(idOrName, signal) {
      const path = `/api/machines/${segment(idOrName, 'id or name')}`;
      const question = reading('machines', 'read the device', path);
      const answer = await nullIfUnknown(askMicrosoft(service, question, signal));
      return answer === null ? null : deviceOf(answer.json);
    },
    async devices(signal) {
      const question = reading('machines', 'list the devices', '/api/machines');
      const found = await nullIfUnknown(everyPage(service, question, mostPages, signal));
      return (found ?? []).map(deviceOf); // 404 is how Defender says that there are none
    },
    logonUsers: (deviceId, signal) => logonUsers(service, deviceId, signal),
    alerts: (deviceId, signal) => alerts(service, deviceId, signal),
    actions: (asked, signal) => actions(service, asked, signal),
    async action(actionId, signal) {
      const path = `/api/machineactions/${segment(actionId, 'id')}`;
      const question = reading('machine-actions', 'read the action', path);
      const answer = await nullIfUnknown(askMicrosoft(service, question, signal));
      return answer === null ? null : actionOf(answer.json, answer.bytes);
    },
    openPackage(actionId, signal) {
      const path = `/api/machineactions/${segment(actionId, 'id')}/getPackageUri`;
      return openLinkOf(service, reading('package-link', 'give the package', path), signal);
    },
    openCommandResult(actionId, index, signal) {
      const path = `/api/machineactions/${segment(actionId, 'id')}/GetLiveResponseResultDownloadLink(index=${index})`;
      return openLinkOf(service, reading('result-link', 'give the result of the command', path), signal);
    },
    file: (sha1OrSha256, signal) => readFileReputation(service, sha1OrSha256, signal),
  };
}

type ReadInterface = Extract<
  Question['api'],
  'machines' | 'machine-actions' | 'package-link' | 'result-link' | 'alerts'
>;

function reading(api: ReadInterface, doing: string, path: string): Question {
  return { api, doing, path, method: 'GET', operation: `GET ${api}` };
}

async function logonUsers(
  service: CountedService,
  deviceId: string,
  signal: AbortSignal,
): Promise<readonly DeviceUser[]> {
  const path = `/api/machines/${segment(deviceId, 'id')}/logonusers`;
  const question = reading('machines', 'list who signed in to the device', path);
  return (await everyPage(service, question, mostPages, signal)).map((entry) => {
    const read = shaped(service.name, logonUser, entry);
    const named = [read.accountDomain, read.accountName].filter((part) => part !== null).join('\\');
    return {
      account: read.id ?? named,
      firstSeen: read.firstSeen,
      lastSeen: read.lastSeen,
      logonTypes: read.logonTypes,
      domainAdmin: read.isDomainAdmin ?? null,
    };
  });
}

async function alerts(
  service: CountedService,
  deviceId: string,
  signal: AbortSignal,
): Promise<readonly DeviceAlert[]> {
  const path = `/api/machines/${segment(deviceId, 'id')}/alerts`;
  const question = reading('alerts', 'list the alerts of the device', path);
  return (await everyPage(service, question, mostPages, signal)).map((entry) => {
    const { alertCreationTime, lastEventTime, incidentId, ...read } = shaped(service.name, alert, entry);
    return {
      ...read,
      incidentId: incidentId == null ? null : String(incidentId),
      createdAt: alertCreationTime,
      lastEventAt: lastEventTime,
    };
  });
}

/** The filter spares pages; `or` is OData's, though Microsoft's examples show none. The order is made here. */
async function actions(
  service: CountedService,
  asked: Parameters<DeviceReader['actions']>[0],
  signal: AbortSignal,
): Promise<readonly DefenderAction[]> {
  const filters = [
    ...(asked.deviceId === undefined ? [] : [`machineId eq '${segment(asked.deviceId, 'id')}'`]),
    ...(asked.open === true ? [`(status eq 'Pending' or status eq 'InProgress')`] : []),
    ...(asked.since === undefined ? [] : [`creationDateTimeUtc ge ${momentLiteral(asked.since)}`]),
  ];
  const query = filters.length === 0 ? '' : `?$filter=${encodeURIComponent(filters.join(' and '))}`;
  const question = reading('machine-actions', 'list the actions', `/api/machineactions${query}`);
  const found = (await everyPage(service, question, mostPages, signal)).map(listedActionOf);
  return found.toSorted((a, b) => timeOf(b) - timeOf(a));
}

/** UTC, as OData writes it. */
function momentLiteral(since: string): string {
  return new Date(since).toISOString();
}

function timeOf({ createdAt }: DefenderAction): number {
  return createdAt === null ? Number.NEGATIVE_INFINITY : Date.parse(createdAt);
}

async function openLinkOf(
  service: CountedService,
  question: Question,
  signal: AbortSignal,
): Promise<DeviceResult | null> {
  const answer = await nullIfUnknown(askMicrosoft(service, question, signal));
  return answer === null ? null : await openResultLink(answer, service.endpoint, signal);
}
