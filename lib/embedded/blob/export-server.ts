import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, FaultScript } from '../cloud-parts.ts';
import { authenticationFailed, BlobError, sendBlobError } from './blob-error.ts';
import { requestedSpan } from './byte-range-header.ts';
import { clipSpans } from './byte-span.ts';
import type { ExportAccess } from './export-links.ts';
import { bodySink, playFault } from './play-fault.ts';
import { receivePages } from './receive-pages.ts';
import { sendSpans } from './send-spans.ts';
import type { SnapshotFile } from './snapshot-file.ts';

/** What the export server needs of its surroundings. */
export interface ExportSurroundings {
  readonly access: (url: URL) => ExportAccess;
  readonly write: (disk: SnapshotFile, offset: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly faults: FaultScript;
  readonly now: () => Date;
}

/**
 * Serves granted snapshots as the `md-…` hosts of Azure do: Get Blob, Get Blob Properties and Get Page Ranges
 * of a page blob, by signed URL alone.
 */
export async function serveExport(
  request: IncomingMessage,
  response: ServerResponse,
  around: ExportSurroundings,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('server', 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0');
  response.setHeader('x-ms-request-id', requestId);
  response.setHeader('x-ms-version', headerOf(request, 'x-ms-version') ?? '2018-03-28');
  const clientRequestId = headerOf(request, 'x-ms-client-request-id');
  if (clientRequestId !== undefined) response.setHeader('x-ms-client-request-id', clientRequestId);
  try {
    await answer(request, response, around);
  } catch (error) {
    if (!(error instanceof BlobError)) throw error;
    sendBlobError(response, error, requestId, around.now());
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  around: ExportSurroundings,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://export');
  const access = around.access(url);
  if (access.kind === 'refused') throw authenticationFailed(access.detail);
  const { snapshot, writable } = access;
  requireVersion(request, snapshot);
  const comp = url.searchParams.get('comp');
  if (request.method === 'HEAD' && comp === null) {
    await playFault(around.faults, 'Export_GetProperties');
    response.writeHead(200, { ...properties(snapshot), 'content-length': snapshot.sizeBytes }).end();
  } else if (request.method === 'GET' && comp === null) {
    await sendBytes(request, response, snapshot, await playFault(around.faults, 'Export_Get'));
  } else if (request.method === 'GET' && comp === 'pagelist') {
    await playFault(around.faults, 'Export_GetPageRanges');
    sendPageList(request, response, snapshot);
  } else if (request.method === 'PUT' && comp === 'page' && writable) {
    await playFault(around.faults, 'Import_UploadPages');
    await receivePages(request, response, snapshot, (offset, bytes) => around.write(snapshot, offset, bytes));
  } else {
    const words = 'This request is not authorized to perform this operation using this permission.';
    throw new BlobError(403, 'AuthorizationPermissionMismatch', words);
  }
}

function requireVersion(request: IncomingMessage, snapshot: SnapshotFile): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted === snapshot.etag) return;
  throw new BlobError(
    412,
    'ConditionNotMet',
    'The condition specified using HTTP conditional header(s) is not met.',
  );
}

async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  snapshot: SnapshotFile,
  fault: Fault | null,
): Promise<void> {
  const span = requestedSpan(request.headers, snapshot.sizeBytes);
  const wanted = span ?? { start: 0, end: snapshot.sizeBytes };
  const contentRange = `bytes ${wanted.start}-${wanted.end - 1}/${snapshot.sizeBytes}`;
  response.writeHead(span === null ? 200 : 206, {
    ...properties(snapshot),
    'content-length': wanted.end - wanted.start,
    ...(span === null ? {} : { 'content-range': contentRange }),
  });
  await sendSpans(bodySink(response, fault), snapshot.path, snapshot.spans, wanted);
}

function sendPageList(request: IncomingMessage, response: ServerResponse, snapshot: SnapshotFile): void {
  const wanted = requestedSpan(request.headers, snapshot.sizeBytes) ?? { start: 0, end: snapshot.sizeBytes };
  const ranges = clipSpans(snapshot.spans, wanted.start, wanted.end).map(
    ({ start, end }) => `<PageRange><Start>${start}</Start><End>${end - 1}</End></PageRange>`,
  );
  const body = `<?xml version="1.0" encoding="utf-8"?><PageList>${ranges.join('')}</PageList>`;
  response.writeHead(200, {
    etag: snapshot.etag,
    'last-modified': snapshot.createdAt.toUTCString(),
    'x-ms-blob-content-length': snapshot.sizeBytes,
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function properties(snapshot: SnapshotFile): Record<string, string> {
  return {
    etag: snapshot.etag,
    'last-modified': snapshot.createdAt.toUTCString(),
    'x-ms-creation-time': snapshot.createdAt.toUTCString(),
    'x-ms-blob-type': 'PageBlob',
    'x-ms-blob-sequence-number': '1',
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-server-encrypted': 'true',
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
  };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
