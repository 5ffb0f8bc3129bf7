import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { internalContainer } from './azurite.ts';
import { type BlobCall, type BlobTarget, containerOf } from './blob-call.ts';
import { BlobError, escapeXml } from './blob-error.ts';
import { copyHeaders } from './copy-jobs.ts';
import { bodySink } from './play-fault.ts';

const connectionHeaders = ['authorization', 'host', 'connection', 'keep-alive', 'transfer-encoding'];

/** Hands a blob operation to Azurite and streams its answer back, with this service's own copy history. */
export async function forwardBlob(call: BlobCall, target: BlobTarget): Promise<void> {
  refuseVersionProtection(call.request);
  const answer = await call.parts.azurite.send({
    method: call.request.method ?? 'GET',
    path: target.path,
    query: call.query,
    headers: requestHeaders(call.request),
    ...(hasBody(call.request) ? { body: call.body ?? call.request } : {}),
  });
  const status = answer.statusCode ?? 500;
  if (status < 300 && replaces(call)) await call.parts.copies.forget(target.path);
  call.response.writeHead(status, { ...answerHeaders(answer), ...copyHistory(call, target, status) });
  await stream(answer, call);
}

/** List Blobs: Azurite's answer under the names that the caller knows. */
export async function listBlobs(call: BlobCall): Promise<void> {
  const container = containerOf(call);
  const path = `/${internalContainer(call.account.name, container.name)}`;
  const headers = requestHeaders(call.request);
  const answer = await call.parts.azurite.send({ method: 'GET', path, query: call.query, headers });
  const endpoint = escapeXml(`https://${call.request.headers.host}/${call.account.name}`);
  const named = `ServiceEndpoint="${endpoint}" ContainerName="${escapeXml(container.name)}"`;
  const body = (await text(answer)).replace(/ServiceEndpoint="[^"]*" ContainerName="[^"]*"/, named);
  const length = { 'content-length': Buffer.byteLength(body) };
  call.response.writeHead(answer.statusCode ?? 500, { ...answerHeaders(answer), ...length });
  call.response.end(body);
}

/** Blob-level immutability needs version-level support, which these containers do not have; Azurite would ignore it. */
function refuseVersionProtection(request: IncomingMessage): void {
  const asked = Object.keys(request.headers).find(
    (name) => name.startsWith('x-ms-immutability-policy') || name === 'x-ms-legal-hold',
  );
  if (asked === undefined) return;
  const words = `The header ${asked} needs version-level immutability, which is not enabled on this container.`;
  throw new BlobError(400, 'UnsupportedHeader', words);
}

function requestHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!connectionHeaders.includes(name.toLowerCase())) headers[name] = request.rawHeaders[index + 1] ?? '';
  }
  if (!hasBody(request) && request.method === 'PUT') headers['content-length'] = 0;
  return headers;
}

function hasBody(request: IncomingMessage): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  );
}

function answerHeaders(answer: IncomingMessage): OutgoingHttpHeaders {
  const kept = Object.entries(answer.headers).filter(
    ([name]) => !connectionHeaders.includes(name) && !name.startsWith('x-ms-copy-') && name !== 'server',
  );
  return Object.fromEntries(kept);
}

function copyHistory(call: BlobCall, target: BlobTarget, status: number): Record<string, string> {
  const record = call.parts.copies.find(target.path);
  const tells = call.operation.name === 'Blob_Get' || call.operation.name === 'Blob_GetProperties';
  return record !== null && tells && status < 300 ? copyHeaders(record) : {};
}

function replaces(call: BlobCall): boolean {
  return ['Blob_Delete', 'Blob_Put', 'BlockBlob_CommitBlockList'].includes(call.operation.name);
}

async function stream(answer: IncomingMessage, call: BlobCall): Promise<void> {
  try {
    await pipeline(answer, bodySink(call.response, call.fault));
  } catch (error) {
    // The caller went away, or a scripted fault cut the line: both end the answer, neither is news.
    if (!call.response.destroyed) throw error;
  }
}
