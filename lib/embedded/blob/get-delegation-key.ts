import { text } from 'node:stream/consumers';
import type { BlobCall } from './blob-call.ts';
import { BlobError } from './blob-error.ts';

const longestMs = 7 * 86_400_000;

/**
 * Get User Delegation Key: for the caller of the bearer token, at most seven days.
 * Source: "Get User Delegation Key" of the blob service's REST reference (Microsoft).
 */
export async function getDelegationKey(call: BlobCall): Promise<void> {
  const body = call.body === null ? await text(call.request) : Buffer.from(call.body).toString('utf8');
  const start = element(body, 'Start');
  const expiry = element(body, 'Expiry');
  requirePeriod(start, expiry, call.parts.control.now());
  const facts = {
    objectId: call.principal,
    tenantId: call.parts.tenantId,
    start,
    expiry,
    service: 'b',
    version: String(call.request.headers['x-ms-version'] ?? ''),
  };
  const answer = `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>${facts.objectId}</SignedOid><SignedTid>${facts.tenantId}</SignedTid><SignedStart>${start}</SignedStart><SignedExpiry>${expiry}</SignedExpiry><SignedService>b</SignedService><SignedVersion>${facts.version}</SignedVersion><Value>${call.parts.delegation.valueOf(call.account, facts)}</Value></UserDelegationKey>`;
  call.response.writeHead(200, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(answer),
  });
  call.response.end(answer);
}

function element(body: string, name: string): string {
  const [, value] = new RegExp(`<${name}>([^<]+)</${name}>`).exec(body) ?? [];
  if (value !== undefined && !Number.isNaN(Date.parse(value))) return value;
  throw new BlobError(
    400,
    'InvalidXmlDocument',
    'XML specified is not syntactically valid, or an element is missing.',
  );
}

function requirePeriod(start: string, expiry: string, now: Date): void {
  const [from, to] = [Date.parse(start), Date.parse(expiry)];
  if (from < to && to > now.getTime() && to - now.getTime() <= longestMs && to - from <= longestMs) return;
  throw new BlobError(
    400,
    'InvalidXmlNodeValue',
    'The value for one of the XML nodes is not in the correct format.',
  );
}
