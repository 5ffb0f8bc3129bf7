import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessBook } from '../cloud/access-book.ts';
import { readBody, sendJson } from '../cloud/http.ts';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { logWorkspaceCustomerId, logWorkspaceId } from '../cloud/tenant.ts';
import { readToken } from '../cloud/tokens.ts';
import type { FaultScript } from '../cloud-parts.ts';
import { blobLogColumns, blobLogRows } from './blob-log-rows.ts';
import { type LogRow, parseQuery } from './parse-query.ts';

/** Hours of which no record ever arrives. */
export interface LogOutage {
  readonly from: string;
  readonly to: string;
}

interface LogOptions {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly key: SigningKey;
  readonly access: AccessBook;
  readonly now: () => Date;
  readonly faults: FaultScript;
  readonly counts: RequestCounts;
  readonly home: string;
  readonly delaySeconds: () => number;
  readonly outages: readonly LogOutage[];
}

const audience = 'https://api.loganalytics.io';
const operation = 'Logs_Query';

/**
 * The query service of the SOC's log workspace: `POST /v1/workspaces/{id}/query`.
 * Source: Microsoft Learn, "Azure Monitor Log Analytics API", request and response format, errors.
 */
export function logServer(options: LogOptions): Server {
  return createServer(options.tls, (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      console.error('log workspace:', error instanceof Error ? error.stack : error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function serve(options: LogOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  options.counts.count(operation);
  const fault = options.faults.take(operation);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  if (fault?.kind === 'drop') return void response.destroy();
  if (fault?.kind === 'status') {
    if (fault.retryAfter !== undefined) response.setHeader('retry-after', String(fault.retryAfter));
    return refuse(response, fault.status, fault.code, fault.message);
  }
  const text = await readBody(request);
  const caller = callerOf(options, request);
  if (caller === null)
    return refuse(
      response,
      403,
      'InvalidTokenError',
      'The provided authentication is not valid for this resource',
    );
  if (request.method !== 'POST' || request.url !== `/v1/workspaces/${logWorkspaceCustomerId}/query`)
    return refuse(response, 404, 'PathNotFoundError', 'The requested path does not exist');
  const { query: asked } = JSON.parse(text) as { readonly query?: string };
  const query = parseQuery(asked ?? '');
  if (query === null || query.table !== 'StorageBlobLogs')
    return refuse(response, 400, 'BadArgumentError', 'The request had some invalid properties');
  const right = `Microsoft.OperationalInsights/workspaces/query/${query.table}/read`;
  const rights = ['Microsoft.OperationalInsights/workspaces/query/read', right];
  if (!rights.every((one) => options.access.allows(caller, logWorkspaceId, one, 'action')))
    return refuse(
      response,
      403,
      'InsufficientAccessError',
      'The provided credentials have insufficient access to perform the requested operation',
    );
  const columns = query.columns ?? Object.keys(blobLogColumns);
  if (!columns.every((one) => one in blobLogColumns))
    return refuse(response, 400, 'BadArgumentError', 'The request had some invalid properties');
  const rows = query.run(arrived(options));
  sendJson(response, 200, {
    tables: [
      {
        name: 'PrimaryResult',
        columns: columns.map((name) => ({ name, type: blobLogColumns[name] })),
        rows: rows.map((row) => columns.map((name) => row[name] ?? null)),
      },
    ],
    // A result that was cut short still comes with 200.
    ...(fault?.kind === 'lie'
      ? { error: { code: 'PartialError', message: 'There were some errors when processing your query.' } }
      : {}),
  });
}

function arrived(options: LogOptions): readonly LogRow[] {
  const before = new Date(options.now().getTime() - options.delaySeconds() * 1000);
  const lost = (row: LogRow) =>
    options.outages.some(
      ({ from, to }) =>
        Date.parse(String(row.TimeGenerated)) >= Date.parse(from) &&
        Date.parse(String(row.TimeGenerated)) < Date.parse(to),
    );
  return blobLogRows(join(options.home, 'cloud/blob-log.jsonl'), before).filter((row) => !lost(row));
}

function callerOf({ key, now }: LogOptions, request: IncomingMessage): string | null {
  const [, bearer] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (bearer === undefined) return null;
  const read = readToken(key, bearer, audience, now());
  return 'claims' in read && typeof read.claims.oid === 'string' ? read.claims.oid : null;
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { error: { code, message, correlationId: '', innererror: { code, message } } });
}
