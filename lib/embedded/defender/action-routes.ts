import { actionBody } from './action-body.ts';
import type { ActionBook, ActionOrder } from './action-book.ts';
import type { ActionRecord, ActionType } from './action-record.ts';
import { DefenderError } from './defender-error.ts';
import type { Fleet } from './fleet.ts';
import { liveResponseCommands } from './live-response-order.ts';
import { deviceOf } from './machine-routes.ts';
import { odataPage } from './odata-page.ts';
import { standardRate } from './rate-buckets.ts';
import { jsonBody, oneWord, type RequestBody, requiredText } from './request-body.ts';
import { type DefenderCall, type DefenderReply, type DefenderRoute, lieOf } from './route.ts';

const pageSize = 20;
const fields = ['id', 'status', 'machineId', 'type', 'requestor', 'creationDateTimeUtc'];
const readRoles = ['Machine.Read.All', 'Machine.ReadWrite.All'];
const cancelRoles = [
  'Machine.CollectForensics',
  'Machine.Isolate',
  'Machine.RestrictExecution',
  'Machine.Scan',
  'Machine.Offboard',
  'Machine.StopAndQuarantine',
  'Machine.LiveResponse',
];

interface ActionParts {
  readonly fleet: Fleet;
  readonly book: ActionBook;
}

/** Actions: listed, read, cancelled, and asked for on a device. */
export function actionRoutes(parts: ActionParts): readonly DefenderRoute[] {
  return [...readRoutes(parts), ...orderRoutes(parts)];
}

function readRoutes({ fleet, book }: ActionParts): readonly DefenderRoute[] {
  const shared = { api: 'machine-actions', limit: standardRate } as const;
  const body = (action: ActionRecord, inList: boolean, call: DefenderCall) => ({
    ...actionBody(action, deviceOf(fleet, action.deviceId), inList),
    ...(lieOf(call) === 'unknown-status' ? { status: 'Deferred' } : {}),
  });
  return [
    {
      ...shared,
      method: 'GET',
      pattern: /^\/machineactions$/,
      operation: 'MachineActions_List',
      roles: readRoles,
      answer: (call) => ({
        status: 200,
        body: odataPage(
          listed(book, call).map((one) => body(one, true, call)),
          call.url,
          { fields, pageSize, set: 'MachineActions' },
        ),
      }),
    },
    {
      ...shared,
      method: 'GET',
      pattern: /^\/machineactions\/([^/]+)$/,
      operation: 'MachineActions_Get',
      roles: readRoles,
      answer: (call) => ({ status: 200, body: body(book.find(call.params[0] ?? ''), false, call) }),
    },
    {
      ...shared,
      method: 'POST',
      pattern: /^\/machineactions\/([^/]+)\/cancel$/,
      operation: 'MachineActions_Cancel',
      roles: cancelRoles,
      answer: (call) => {
        const comment = requiredText(jsonBody(call), 'Comment');
        const ignored = lieOf(call) === 'ignored';
        const action = book.cancel(call.params[0] ?? '', call.application, comment, ignored);
        return { status: 200, body: body(action, false, call) };
      },
    },
  ];
}

/** A list may lag behind what was taken: then the newest of a device is not there yet. */
function listed(book: ActionBook, call: DefenderCall): readonly ActionRecord[] {
  const all = book.all();
  if (lieOf(call) !== 'lagging') return all;
  return all.filter((one) => one !== all.find(({ deviceId }) => deviceId === one.deviceId));
}

function orderRoutes(parts: ActionParts): readonly DefenderRoute[] {
  const order = (
    path: string,
    type: ActionType,
    role: string,
    more: (body: RequestBody) => Partial<ActionOrder> = () => ({}),
    perMinute = standardRate.perMinute,
  ): DefenderRoute => ({
    method: 'POST',
    pattern: new RegExp(`^/machines/([^/]+)/${path}$`, 'i'),
    operation: `Machines_${path.charAt(0).toUpperCase()}${path.slice(1)}`,
    api: path,
    limit: { ...standardRate, perMinute },
    roles: [role],
    answer: (call) => begin(parts, call, type, more),
  });
  return [
    order('collectInvestigationPackage', 'CollectInvestigationPackage', 'Machine.CollectForensics'),
    order(
      'runliveresponse',
      'LiveResponse',
      'Machine.LiveResponse',
      (body) => ({ commands: liveResponseCommands(body) }),
      10,
    ),
    order('isolate', 'Isolate', 'Machine.Isolate', (body) => ({
      scope: oneWord(body, 'IsolationType', ['Full', 'Selective', 'UnManagedDevice']),
    })),
    order('unisolate', 'Unisolate', 'Machine.Isolate'),
    order('runAntiVirusScan', 'RunAntiVirusScan', 'Machine.Scan', (body) => ({
      scope: oneWord(body, 'ScanType', ['Quick', 'Full']),
    })),
    order('StopAndQuarantineFile', 'StopAndQuarantineFile', 'Machine.StopAndQuarantine', (body) => ({
      sha1: sha1Of(body),
    })),
    order('restrictCodeExecution', 'RestrictCodeExecution', 'Machine.RestrictExecution'),
    order('unrestrictCodeExecution', 'UnrestrictCodeExecution', 'Machine.RestrictExecution'),
  ];
}

function begin(
  { fleet, book }: ActionParts,
  call: DefenderCall,
  type: ActionType,
  more: (body: RequestBody) => Partial<ActionOrder>,
): DefenderReply {
  const device = deviceOf(fleet, call.params[0] ?? '');
  const body = jsonBody(call);
  const action = book.begin({
    type,
    device,
    requestor: call.application,
    comment: requiredText(body, 'Comment'),
    ...more(body),
    fate: call.fault?.kind === 'fail-async' ? { code: call.fault.code, message: call.fault.message } : null,
    twice: call.fault?.kind === 'duplicate',
    hostile: type === 'CollectInvestigationPackage' ? lieOf(call) : null,
  });
  return { status: 201, body: actionBody(action, device, false) };
}

function sha1Of(body: RequestBody): string {
  const sha1 = requiredText(body, 'Sha1').toLowerCase();
  if (/^[0-9a-f]{40}$/.test(sha1)) return sha1;
  throw new DefenderError(400, 'InvalidHashValue', `The hash value '${sha1}' is not valid.`);
}
