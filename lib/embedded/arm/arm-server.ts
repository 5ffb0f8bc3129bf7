import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessBook } from '../cloud/access-book.ts';
import type { StateFile } from '../cloud/cloud-state.ts';
import type { Exchange } from '../cloud/exchange-recorder.ts';
import { readBody } from '../cloud/http.ts';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { subscriptions } from '../cloud/tenant.ts';
import type { Fault, FaultScript } from '../cloud-parts.ts';
import type { ActivityLog } from './activity-log.ts';
import { authenticate, authorize } from './arm-caller.ts';
import { ArmError } from './arm-error.ts';
import { requireUnlocked } from './locks.ts';
import { commonHeaders, header, limitHeaders } from './reply-headers.ts';
import { type ArmReply, type ArmRequest, type ArmRoute, type CompiledRoute, compileRoute } from './route.ts';

export interface ArmServerOptions {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly routes: readonly ArmRoute[];
  readonly access: AccessBook;
  readonly store: StateFile;
  readonly activity: ActivityLog;
  readonly key: SigningKey;
  readonly now: () => Date;
  readonly faults: FaultScript;
  readonly counts: RequestCounts;
  readonly speed: { readonly operationSeconds: number };
  readonly record: (exchange: Exchange) => void;
  readonly origin: () => string;
}

/** The resource manager's wire: token, version, right, then the route; every write leaves a line in the activity log. */
export function armServer(options: ArmServerOptions): Server {
  const routes = options.routes.map(compileRoute);
  return createServer(options.tls, (incoming, outgoing) => {
    serve(options, routes, incoming, outgoing).catch((error: unknown) => {
      console.error('resource manager:', error instanceof Error ? error.stack : error);
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  });
}

async function serve(
  options: ArmServerOptions,
  routes: readonly CompiledRoute[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const url = new URL((incoming.url ?? '/').replace(/^\/{2,}/, '/'), options.origin());
  const path = url.pathname.replace(/\/{2,}/g, '/');
  const text = await readBody(incoming);
  const correlationId = header(incoming, 'x-ms-correlation-request-id') ?? randomUUID();
  const found = findRoute(routes, incoming.method ?? 'GET', path);
  const operation = found?.route.operation ?? 'Unknown';
  options.counts.count(operation);
  const fault = options.faults.take(operation);
  const deliver = async () => {
    const reply = await replyTo(options, found, { incoming, url, path, text, correlationId, fault });
    const headers = {
      ...commonHeaders(correlationId, incoming, options.now()),
      ...limitHeaders(operation, incoming),
      ...reply.headers,
    };
    options.record(exchange(operation, incoming, url, text, reply, headers));
    return { reply, headers };
  };
  // The same request arrives twice: its first answer is lost, the client sees the second.
  if (fault?.kind === 'duplicate') await deliver();
  const { reply, headers } = await deliver();
  send(outgoing, reply, headers, fault);
}

/** The request as it came in, read. */
interface Wire {
  readonly incoming: IncomingMessage;
  readonly url: URL;
  readonly path: string;
  readonly text: string;
  readonly correlationId: string;
  readonly fault: Fault | null;
}

type Found = { readonly route: CompiledRoute; readonly params: Readonly<Record<string, string>> } | null;

async function replyTo(options: ArmServerOptions, found: Found, wire: Wire): Promise<ArmReply> {
  try {
    await playBefore(wire.fault);
    return await answer(options, found, wire);
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    return refusal(error);
  }
}

async function answer(options: ArmServerOptions, found: Found, wire: Wire): Promise<ArmReply> {
  const { incoming, url, path, correlationId, fault } = wire;
  const caller = authenticate(options, incoming);
  if (found === null)
    throw new ArmError(
      404,
      'InvalidResourceType',
      `The resource type or action of '${path}' could not be found for ${incoming.method}.`,
    );
  const { route, params } = found;
  requireVersion(route, url);
  requireSubscription(params);
  const resourceId = route.method === 'POST' ? path.replace(/\/[^/]+$/, '') : path;
  const scope =
    params.scope ??
    (route.operation === 'DiskOperations_Get'
      ? `/subscriptions/${params.subscriptionId}`
      : rightsScope(resourceId));
  const request: ArmRequest = {
    params,
    query: url.searchParams,
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: parseBody(wire.text),
    path,
    resourceId,
    caller,
    origin: options.origin(),
    correlationId,
    clientRequestId: header(incoming, 'x-ms-client-request-id') ?? '',
    clientIp: (incoming.socket.remoteAddress ?? '').replace('::ffff:', ''),
    failAsync: fault?.kind === 'fail-async' ? fault : null,
  };
  if (route.open === true) return await route.run(request);
  if (route.method === 'GET') {
    authorize(options.access, caller, scope, route.action);
    return await route.run(request);
  }
  return await runWrite(options, route, request, scope);
}

/** Runs a write between its two lines in the activity log, refusals included. */
async function runWrite(
  options: ArmServerOptions,
  route: ArmRoute,
  request: ArmRequest,
  scope: string,
): Promise<ArmReply> {
  const line = { request, method: route.method, action: route.action, operationId: randomUUID() };
  options.activity.add({ ...line, status: 'Started', httpStatus: 202 });
  try {
    authorize(options.access, request.caller, scope, route.action);
    requireUnlocked(options.store, route, request);
    const reply = await route.run(request);
    if (reply.ended === undefined)
      options.activity.add({ ...line, status: 'Succeeded', httpStatus: reply.status });
    else
      reply.ended.then(
        (status) => options.activity.add({ ...line, status, httpStatus: status === 'Failed' ? 409 : 200 }),
        reportLate,
      );
    // A cloud that takes no time has ended the operation when it says that it accepted it: nobody waits to ask again.
    if (options.speed.operationSeconds === 0) await reply.ended;
    return reply;
  } catch (error) {
    options.activity.add({
      ...line,
      status: 'Failed',
      httpStatus: error instanceof ArmError ? error.status : 500,
    });
    throw error;
  }
}

function reportLate(error: unknown): void {
  console.error('resource manager, operation:', error instanceof Error ? error.stack : error);
}

function requireVersion(route: ArmRoute, url: URL): void {
  const version = url.searchParams.get('api-version');
  if (version === null)
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (version !== route.apiVersion)
    throw new ArmError(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${version}' is invalid. The supported versions are '${route.apiVersion}'.`,
    );
}

function requireSubscription(params: Readonly<Record<string, string>>): void {
  const asked = params.subscriptionId;
  if (asked === undefined || Object.values(subscriptions).some((known) => known === asked.toLowerCase()))
    return;
  throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${asked}' could not be found.`);
}

/** A list is authorised at the resource or group that it lists, a resource at itself. */
function rightsScope(resourceId: string): string {
  const [before = '', after = ''] = resourceId.split(/\/providers\//i);
  const segments = after.split('/');
  if (segments.length % 2 === 1) return resourceId;
  return segments.length === 2 ? before : resourceId.replace(/\/[^/]+$/, '');
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // falls through to the refusal: the text is not JSON
  }
  throw new ArmError(
    400,
    'InvalidRequestContent',
    'The request content was invalid and could not be deserialized.',
  );
}

async function playBefore(fault: Fault | null): Promise<void> {
  if (fault?.kind === 'delay') await sleep(fault.ms);
  if (fault?.kind === 'status')
    throw new ArmError(fault.status, fault.code, fault.message, fault.retryAfter ?? null);
}

function refusal(error: ArmError): ArmReply {
  const headers = {
    'x-ms-failure-cause': 'gateway',
    ...(error.retryAfter === null ? {} : { 'retry-after': String(error.retryAfter) }),
  };
  return { status: error.status, headers, body: error.body() };
}

function findRoute(routes: readonly CompiledRoute[], method: string, path: string) {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = route.match(path);
    if (params !== null) return { route, params };
  }
  return null;
}

function send(
  outgoing: ServerResponse,
  reply: ArmReply,
  headers: Record<string, string>,
  fault: Fault | null,
): void {
  const body = Buffer.from(reply.body === undefined ? '' : JSON.stringify(reply.body));
  if (fault?.kind === 'corrupt' && fault.atByte < body.length)
    body.writeUInt8(body.readUInt8(fault.atByte) ^ 0xff, fault.atByte);
  outgoing.writeHead(
    reply.status,
    reply.status === 204 ? headers : { ...headers, 'content-length': body.length },
  );
  if (fault?.kind !== 'drop') {
    outgoing.end(body);
    return;
  }
  outgoing.write(body.subarray(0, fault.afterBytes), () => outgoing.destroy());
}

function exchange(
  operation: string,
  incoming: IncomingMessage,
  url: URL,
  text: string,
  reply: ArmReply,
  headers: Record<string, string>,
): Exchange {
  const { authorization: _secret, ...requestHeaders } = incoming.headers as Record<string, string>;
  return {
    operation,
    method: incoming.method ?? 'GET',
    url: `https://management.azure.com${url.pathname.replace(/\/{2,}/g, '/')}${url.search}`,
    requestHeaders,
    requestBody: text === '' ? undefined : JSON.parse(text),
    status: reply.status,
    responseHeaders: headers,
    responseBody: reply.body,
  };
}
