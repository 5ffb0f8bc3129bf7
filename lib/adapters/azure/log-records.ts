import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { BlobRequestRecord, LinkTrace, LogRecords } from '../../ports/log-records.ts';
import { cloudReading } from './cloud-reading.ts';
import { plainRequest } from './plain-request.ts';

interface LogConfig {
  readonly credential: TokenCredential;
  /** `https://api.loganalytics.io`, or another cloud's. */
  readonly logsEndpoint: string;
  readonly workspaceId: string; // the workspace's own id, not its resource id
  readonly account: string;
  /** Rows of one question: Azure gives 500,000 or 100 MB at most. */
  readonly pageSize?: number;
}

const tokenScope = 'https://api.loganalytics.io/.default';
const columns = [
  ...['TimeGenerated', 'CorrelationId', 'ClientRequestId', 'Category', 'OperationName', 'Uri', 'StatusCode'],
  ...['StatusText', 'AuthenticationType', 'AuthenticationHash', 'RequesterObjectId', 'RequesterUpn'],
  'CallerIpAddress',
];
const answer = z.object({
  tables: z.array(
    z.object({
      columns: z.array(z.object({ name: z.string() })),
      rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    }),
  ),
  error: z.object({ code: z.string() }).optional(),
});

/** Storage's own records, asked with the log reader's rights. Source: Microsoft Learn, Log Analytics query API, StorageBlobLogs. */
export function azureLogRecords(config: LogConfig): LogRecords {
  return {
    blobRequests: (from, to, signal) =>
      cloudReading('read the locker’s log', () => readAll(config, from, to, signal)),
  };
}

/** Pages by time; rows of the moment at which a page ended come again and are told apart by their id. */
async function readAll(
  config: LogConfig,
  from: Date,
  to: Date,
  signal: AbortSignal,
): Promise<readonly BlobRequestRecord[]> {
  const pageSize = config.pageSize ?? 5_000;
  const found = new Map<string, BlobRequestRecord>();
  for (let [after, operator] = [from.toISOString(), '>']; ; ) {
    const rows = await readPage(config, `TimeGenerated ${operator} datetime(${after})`, to, signal);
    const known = found.size;
    for (const row of rows) found.set(`${row.requestId} ${row.at} ${row.operation}`, row);
    if (rows.length < pageSize) return [...found.values()];
    if (found.size === known)
      throw new CustodyError('cloud-unavailable', 'The log has more records of one moment than can be read.');
    [after, operator] = [rows.at(-1)?.at ?? after, '>='];
  }
}

async function readPage(
  config: LogConfig,
  after: string,
  to: Date,
  signal: AbortSignal,
): Promise<readonly BlobRequestRecord[]> {
  const query = [
    'StorageBlobLogs',
    `where AccountName == "${config.account}" and ${after} and TimeGenerated <= datetime(${to.toISOString()})`,
    'order by TimeGenerated asc',
    `take ${config.pageSize ?? 5_000}`,
    `project ${columns.join(', ')}`,
  ].join(' | ');
  const said = answer.safeParse(
    await plainRequest(
      {
        credential: config.credential,
        scope: tokenScope,
        method: 'POST',
        url: new URL(`/v1/workspaces/${config.workspaceId}/query`, config.logsEndpoint).href,
        body: { query },
      },
      signal,
    ),
  );
  if (!said.success)
    throw new CustodyError('cloud-unavailable', 'The log workspace answered in an unknown shape.', {
      cause: said.error,
    });
  if (said.data.error !== undefined)
    throw new CustodyError(
      'cloud-unavailable',
      `The log workspace gave a part only (${said.data.error.code}).`,
    );
  const [table] = said.data.tables;
  const names = table?.columns.map((one) => one.name) ?? [];
  return (table?.rows ?? []).map((row) => recordOf((name) => textOf(row[names.indexOf(name)])));
}

function recordOf(column: (name: string) => string | null): BlobRequestRecord {
  const uri = column('Uri');
  return {
    at: needed(column('TimeGenerated')),
    requestId: needed(column('CorrelationId')),
    clientRequestId: column('ClientRequestId'),
    category: column('Category') ?? '',
    operation: column('OperationName') ?? '',
    ...placeOf(uri),
    status: Number(column('StatusCode') ?? '0'),
    statusText: column('StatusText') ?? '',
    authentication: column('AuthenticationType') ?? 'unknown',
    requester: column('RequesterObjectId'),
    requesterName: column('RequesterUpn'),
    callerAddress: addressOf(column('CallerIpAddress')),
    link: linkOf(uri, column('AuthenticationHash')),
  };
}

/** Container and blob of an address: the account is its host, or with an address for a host its first part. */
function placeOf(uri: string | null): Pick<BlobRequestRecord, 'container' | 'blob'> {
  if (uri === null || !URL.canParse(uri)) return { container: null, blob: null };
  const { hostname, pathname } = new URL(uri);
  const parts = pathname.split('/').slice(/^[\d.]+$|^localhost$|:/.test(hostname) ? 2 : 1);
  const [container = '', ...blob] = parts;
  return {
    container: container === '' ? null : container,
    blob: blob.length === 0 ? null : decoded(blob.join('/')),
  };
}

/** Whoever asks chooses the address, so it may be no encoding at all: then it stands as it was sent. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

function linkOf(uri: string | null, hash: string | null): LinkTrace | null {
  const query = uri !== null && URL.canParse(uri) ? new URL(uri).searchParams : new URLSearchParams();
  if (!query.has('sig')) return null;
  const [, signature] = /SasSignature\(([^)]+)\)/.exec(hash ?? '') ?? [];
  return {
    correlationId: query.get('scid'),
    boundTo: query.get('sduoid'),
    expiresAt: query.get('se'),
    addresses: query.get('sip'),
    hash: signature ?? null,
  };
}

function addressOf(written: string | null): string | null {
  return written?.replace(/:\d+$/, '') ?? null;
}

function textOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}

function needed(value: string | null): string {
  if (value !== null) return value;
  throw new CustodyError('cloud-unavailable', 'The log workspace gave a record without its time or id.');
}
