import { MonitorClient } from '@azure/arm-monitor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeOf, credentialOf, snapshotGroup, snapshotOf, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startArmCloud();
});
afterAll(() => cloud.dispose());

describe('the activity log', () => {
  it('names identity, correlation id and client request of a snapshot, and refuses a filter without a start', async () => {
    const client = computeOf(cloud, 'acquirer', 'soc');
    let correlationId: string | undefined;
    await client.snapshots.createOrUpdate(snapshotGroup, 'snap-logged', snapshotOf(cloud, 'disk'), {
      requestOptions: { headers: { 'x-ms-client-request-id': 'custody-1' } },
      onResponse: (response) => {
        correlationId ??= response.headers.get('x-ms-correlation-request-id');
      },
    });
    const monitor = new MonitorClient(credentialOf(cloud, 'reader'), cloud.endpoints.socSubscriptionId, {
      endpoint: cloud.endpoints.arm,
    });
    const resource = `/subscriptions/${cloud.endpoints.socSubscriptionId}/resourceGroups/${snapshotGroup}/providers/Microsoft.Compute/snapshots/snap-logged`;
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 60_000).toISOString();
    const events = [];
    for await (const event of monitor.activityLogs.list(
      `eventTimestamp ge '${from}' and eventTimestamp le '${to}' and resourceUri eq '${resource}'`,
    ))
      events.push(event);
    expect(events.map((event) => event.status?.value).sort()).toEqual(['Started', 'Succeeded']);
    expect(events[0]).toMatchObject({ caller: 'b0000000-0000-4000-8000-000000000002', correlationId });
    expect(events[0]?.httpRequest?.clientRequestId).toBe('custody-1');
    await expect(monitor.activityLogs.list("resourceUri eq 'x'").next()).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});
