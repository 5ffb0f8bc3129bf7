import { randomUUID } from 'node:crypto';
import type { StateFile } from '../cloud/cloud-state.ts';
import { isWithin } from '../cloud/scopes.ts';
import { tenantId } from '../cloud/tenant.ts';
import { ArmError } from './arm-error.ts';
import type { ArmRequest, ArmRoute } from './route.ts';

export interface ActivityLog {
  readonly route: ArmRoute;
  /** Adds one event of a control-plane write. `operationId` ties the events of one write together. */
  add(event: {
    readonly request: ArmRequest;
    readonly method: string;
    readonly action: string;
    readonly operationId: string;
    readonly status: 'Started' | 'Succeeded' | 'Failed';
    readonly httpStatus: number;
  }): void;
}

interface LoggedEvent {
  readonly eventTimestamp: string;
  readonly submissionTimestamp: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly resourceId: string;
  readonly resourceProviderName: { readonly value: string };
  readonly correlationId: string;
}

const pageSize = 50;

/** The activity log: every control-plane write, with caller and correlation id, visible after a short delay. */
export function activityLog(options: {
  readonly store: StateFile;
  readonly now: () => Date;
  readonly delaySeconds: () => number;
}): ActivityLog {
  const { store, now } = options;
  const events = store.state.activity;
  return {
    add({ request, method, action, operationId, status, httpStatus }) {
      const at = now();
      events.push(
        eventBody(request, {
          method,
          action,
          operationId,
          status,
          httpStatus,
          at,
          submitted: new Date(at.getTime() + options.delaySeconds() * 1000),
        }),
      );
      store.save();
    },
    route: {
      operation: 'ActivityLogs_List',
      method: 'GET',
      path: '/subscriptions/{subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values',
      apiVersion: '2015-04-01',
      action: 'Microsoft.Insights/eventtypes/values/read',
      run(request) {
        const wanted = parseFilter(request.query.get('$filter') ?? '');
        const visible = (events as unknown as LoggedEvent[]).filter(
          (one) =>
            new Date(one.submissionTimestamp) <= now() &&
            one.subscriptionId.toLowerCase() === request.params.subscriptionId?.toLowerCase() &&
            wanted(one),
        );
        const newestFirst = [...visible].reverse();
        const start = Number(request.query.get('$skipToken') ?? '0');
        const query = new URLSearchParams({
          'api-version': '2015-04-01',
          $filter: request.query.get('$filter') ?? '',
          $skipToken: String(start + pageSize),
        });
        const nextLink = `${request.origin}${request.path}?${query}`;
        return {
          status: 200,
          body: {
            value: newestFirst.slice(start, start + pageSize),
            ...(start + pageSize < newestFirst.length ? { nextLink } : {}),
          },
        };
      },
    },
  };
}

/** The four filter forms that Microsoft documents for this operation; any other is refused. */
function parseFilter(filter: string): (event: LoggedEvent) => boolean {
  const form =
    /^eventTimestamp ge '([^']+)'(?: and eventTimestamp le '([^']+)')?(?: and (resourceGroupName|resourceUri|resourceProvider|correlationId) eq '([^']+)')?$/i.exec(
      filter.trim(),
    );
  const from = new Date(form?.[1] ?? '');
  const to = form?.[2] === undefined ? new Date(8.64e15) : new Date(form[2]);
  if (form === null || Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()))
    throw new ArmError(
      400,
      'BadRequest',
      `The $filter '${filter}' is not one of the supported forms; a start time is mandatory.`,
    );
  const [field, value] = [form[3]?.toLowerCase(), (form[4] ?? '').toLowerCase()];
  return (event) => {
    const at = new Date(event.eventTimestamp);
    if (at < from || at > to) return false;
    switch (field) {
      case 'resourcegroupname':
        return event.resourceGroupName.toLowerCase() === value;
      case 'resourceuri':
        return isWithin(event.resourceId, value);
      case 'resourceprovider':
        return event.resourceProviderName.value.toLowerCase() === value;
      case 'correlationid':
        return event.correlationId.toLowerCase() === value;
      default:
        return true;
    }
  };
}

function eventBody(
  request: ArmRequest,
  fact: {
    readonly method: string;
    readonly action: string;
    readonly operationId: string;
    readonly status: string;
    readonly httpStatus: number;
    readonly at: Date;
    readonly submitted: Date;
  },
): Record<string, unknown> {
  const { caller, resourceId } = request;
  const eventDataId = randomUUID();
  const [, subscriptionId = '', , group = ''] =
    /^\/subscriptions\/([^/]+)(\/resourceGroups\/([^/]+))?/i.exec(resourceId) ?? [];
  const [provider = ''] = fact.action.split('/');
  const named = (value: string) => ({ value, localizedValue: value });
  return {
    authorization: { action: fact.action, scope: resourceId },
    caller: caller.upn ?? caller.objectId,
    claims: {
      aud: 'https://management.azure.com',
      iss: `https://sts.windows.net/${tenantId}/`,
      appid: caller.clientId,
      appidacr: caller.upn === null ? '2' : '0',
      ...(caller.upn === null
        ? {}
        : { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': caller.upn }),
      'http://schemas.microsoft.com/identity/claims/objectidentifier': caller.objectId,
      'http://schemas.microsoft.com/identity/claims/tenantid': tenantId,
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier': caller.objectId,
    },
    correlationId: request.correlationId,
    description: '',
    eventDataId,
    eventName: named(fact.status === 'Started' ? 'BeginRequest' : 'EndRequest'),
    category: named('Administrative'),
    httpRequest: {
      clientRequestId: request.clientRequestId,
      clientIpAddress: request.clientIp,
      method: fact.method,
    },
    id: `${resourceId}/events/${eventDataId}/ticks/${fact.at.getTime()}`,
    level: fact.status === 'Failed' ? 'Error' : 'Informational',
    resourceGroupName: group,
    resourceProviderName: named(provider),
    resourceId,
    resourceType: named(fact.action.split('/').slice(0, 2).join('/')),
    operationId: fact.operationId,
    operationName: named(fact.action),
    properties: { statusCode: String(fact.httpStatus) },
    status: named(fact.status),
    subStatus: named(''),
    eventTimestamp: fact.at.toISOString(),
    submissionTimestamp: fact.submitted.toISOString(),
    subscriptionId,
    tenantId,
  };
}
