import type { EventData } from '@azure/arm-monitor';
import type { ActivityEntry, ActivityLog } from '../../ports/activity-log.ts';
import { type ArmAccess, monitorClient } from './arm-clients.ts';
import { callAzure } from './azure-error.ts';
import { cloudReading } from './cloud-reading.ts';
import { subscriptionIdOf } from './resource-id.ts';

const objectIdClaim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** Azure's activity log. Its filter knows only a time range and one further condition. */
export function azureActivityLog(config: ArmAccess): ActivityLog {
  return {
    byResource: (resourceId, from, to, signal) =>
      callAzure('read the activity log', () =>
        entriesOf(
          config,
          subscriptionIdOf(resourceId),
          { from, to, condition: `resourceUri eq '${resourceId}'` },
          signal,
        ),
      ),
    inSubscription: (subscriptionId, provider, from, to, signal) =>
      cloudReading('read the activity log', () => {
        const condition = provider === null ? null : `resourceProvider eq '${provider}'`;
        return entriesOf(config, subscriptionId, { from, to, condition }, signal);
      }),
  };
}

async function entriesOf(
  config: ArmAccess,
  subscriptionId: string,
  asked: { readonly from: Date; readonly to: Date; readonly condition: string | null },
  signal: AbortSignal,
): Promise<readonly ActivityEntry[]> {
  const time = `eventTimestamp ge '${asked.from.toISOString()}' and eventTimestamp le '${asked.to.toISOString()}'`;
  const filter = asked.condition === null ? time : `${time} and ${asked.condition}`;
  const entries: ActivityEntry[] = [];
  const pages = monitorClient(config, subscriptionId).activityLogs.list(filter, { abortSignal: signal });
  for await (const event of pages) entries.push(entryOf(event));
  return entries.toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

function entryOf(event: EventData): ActivityEntry {
  return {
    id: event.eventDataId ?? event.id ?? '',
    operation: event.operationName?.value ?? '',
    resourceId: event.resourceId ?? '',
    caller: event.caller ?? '',
    callerObjectId: event.claims?.[objectIdClaim] ?? null,
    clientIp: event.httpRequest?.clientIpAddress ?? null,
    correlationId: event.correlationId ?? '',
    clientRequestId: event.httpRequest?.clientRequestId ?? null,
    at: event.eventTimestamp?.toISOString() ?? '',
    status: event.status?.value ?? '',
  };
}
