import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The first value of a request header. */
export function header(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Headers that every answer of the resource manager carries. */
export function commonHeaders(
  correlationId: string,
  incoming: IncomingMessage,
  now: Date,
): Record<string, string> {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    date: now.toUTCString(), // the cloud's clock, not the machine's
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-request-id': correlationId,
    'x-ms-client-request-id': header(incoming, 'x-ms-client-request-id') ?? '',
    'x-ms-routing-request-id': `WESTEUROPE:${stamp}:${randomUUID()}`,
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
  };
}

/** The remaining-quota headers of a recording; the numbers are constant because nothing here is ever short of them. */
export function limitHeaders(operation: string, incoming: IncomingMessage): Record<string, string> {
  const kind = incoming.method === 'GET' ? 'reads' : incoming.method === 'DELETE' ? 'deletes' : 'writes';
  const limits: Record<string, string> = { [`x-ms-ratelimit-remaining-subscription-${kind}`]: '199' };
  if (operation === 'Snapshots_CreateOrUpdate')
    limits['x-ms-ratelimit-remaining-resource'] =
      'Microsoft.Compute/HighCostSnapshotCreateHydrate3Min;999,Microsoft.Compute/HighCostSnapshotCreateHydrate30Min;7999';
  return limits;
}
