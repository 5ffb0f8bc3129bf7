import type { EventData } from '@azure/arm-monitor';
import type { ActivityEntry, ActivityLog } from '../../ports/activity-log.ts';
import { type ArmAccess, monitorClient } from './arm-clients.ts';
import { callAzure } from './azure-error.ts';
import { parseResourceId } from './resource-id.ts';

const objectIdClaim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** Azure's activity log. Its filter knows only a time range and one further condition. */
export function azureActivityLog(config: ArmAccess): ActivityLog {
  return {
    byResource: (resourceId, from, to, signal) =>
      callAzure('read the activity log', async () => {
        const monitor = monitorClient(config, parseResourceId(resourceId).subscriptionId);
        const filter = `eventTimestamp ge '${from.toISOString()}' and eventTimestamp le '${to.toISOString()}' and resourceUri eq '${resourceId}'`;
        const entries: ActivityEntry[] = [];
        for await (const event of monitor.activityLogs.list(filter, { abortSignal: signal }))
          entries.push(entryOf(event));
        return entries.toSorted((a, b) => (a.at < b.at ? -1 : 1));
      }),
  };
}

function entryOf(event: EventData): ActivityEntry {
  return {
    operation: event.operationName?.value ?? '',
    caller: event.caller ?? '',
    callerObjectId: event.claims?.[objectIdClaim] ?? null,
    clientIp: event.httpRequest?.clientIpAddress ?? null,
    correlationId: event.correlationId ?? '',
    clientRequestId: event.httpRequest?.clientRequestId ?? null,
    at: event.eventTimestamp?.toISOString() ?? '',
    status: event.status?.value ?? '',
  };
}
