import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { services } from '../cloud/tenant.ts';
import { readToken } from '../cloud/tokens.ts';
import type { Fault, FaultScript } from '../cloud-parts.ts';
import { DefenderError } from './defender-error.ts';
import type { RateBuckets } from './rate-buckets.ts';
import type { DefenderRoute } from './route.ts';
import { isSignedLink, type SignedLinks } from './signed-links.ts';

const audience = 'https://api.securitycenter.microsoft.com';
const mostBodyBytes = 22 * 1024 * 1024;

interface DefenderServerOptions {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly key: SigningKey;
  readonly now: () => Date;
  readonly faults: FaultScript;
  readonly counts: RequestCounts;
  readonly origin: () => string;
  readonly routes: readonly DefenderRoute[];
  readonly buckets: RateBuckets;
  readonly links: SignedLinks;
  /** The file behind a link's name, or null. */
  readonly fileOf: (name: string) => string | null;
}

/** Defender for Endpoint's interface: https://host/api[/v1.0]/…, and the links it hands out. */
export function defenderServer(options: DefenderServerOptions): Server {
  return createServer(options.tls, (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      if (error instanceof DefenderError) return refuse(response, error);
      console.error('defender:', error instanceof Error ? error.stack : error);
      refuse(response, new DefenderError(500, 'InternalServerError', ''));
    });
  });
}

async function serve(
  options: DefenderServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', options.origin());
  const body = await readBytes(request);
  if (isSignedLink(url)) return await download(options, url, response);
  const caller = callerOf(options, request);
  const path = url.pathname.replace(/^\/api(?:\/v1\.0)?(?=\/)/, '');
  const known = path === url.pathname ? [] : options.routes.filter((one) => one.pattern.test(path));
  const route = known.find((one) => one.method === request.method);
  if (route === undefined) throw new DefenderError(404, 'NotFound', 'The requested resource does not exist.');
  options.counts.count(route.operation);
  const fault = options.faults.take(route.operation);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  if (fault?.kind === 'status')
    throw new DefenderError(fault.status, fault.code, fault.message, fault.retryAfter ?? null);
  refuseWithoutRole(caller.roles, route);
  options.buckets.take(caller.application, route.api, route.limit);
  const reply = await route.answer({
    params: (route.pattern.exec(path) ?? []).slice(1).map(decodeURIComponent),
    url,
    body,
    contentType: request.headers['content-type'] ?? '',
    application: caller.application,
    fault,
  });
  // A dropped answer is one that the caller never gets; what it asked for was done all the same.
  if (fault?.kind === 'drop') return void response.destroy();
  send(response, reply.status, reply.body);
}

function callerOf(
  options: DefenderServerOptions,
  request: IncomingMessage,
): { readonly application: string; readonly roles: readonly string[] } {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const read = bearer === undefined ? null : readToken(options.key, bearer, audience, options.now());
  if (read === null || !('claims' in read))
    throw new DefenderError(401, 'Unauthorized', 'The token is missing, expired or for another audience.');
  const { appid, roles } = read.claims;
  const service = services.find((one) => one.clientId === appid);
  return {
    application: service === undefined ? String(appid) : `id-holdfast-${service.name}`,
    roles: Array.isArray(roles) ? roles.map(String) : [],
  };
}

function refuseWithoutRole(roles: readonly string[], route: DefenderRoute): void {
  if (route.roles.some((role) => roles.includes(role))) return;
  throw new DefenderError(
    403,
    'Forbidden',
    `Missing application roles. API required roles: ${route.roles.join(',')}, application roles: ${roles.join(',')}.`,
  );
}

/** The bytes behind a link; the link is the right to them. Faults go by `Link_Download`. */
async function download(options: DefenderServerOptions, url: URL, response: ServerResponse): Promise<void> {
  options.counts.count('Link_Download');
  const fault = options.faults.take('Link_Download');
  if (fault?.kind === 'delay') await sleep(fault.ms);
  const name = options.links.nameOf(url);
  const file = name === null ? null : options.fileOf(name);
  const status = fault?.kind === 'status' ? fault.status : file === null ? 403 : 200;
  if (status !== 200 || file === null) {
    response.writeHead(status, { 'content-type': 'application/xml' });
    return void response.end(
      '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code></Error>',
    );
  }
  const { size } = await stat(file);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
  if (size === 0) return void response.end();
  await sendFile(file, fault, response);
}

async function sendFile(file: string, fault: Fault | null, response: ServerResponse): Promise<void> {
  let sent = 0;
  for await (const read of createReadStream(file) as AsyncIterable<Buffer>) {
    if (fault?.kind === 'corrupt' && fault.atByte >= sent && fault.atByte < sent + read.length)
      read.writeUInt8(read.readUInt8(fault.atByte - sent) ^ 0xff, fault.atByte - sent);
    const cut = fault?.kind === 'drop' ? Math.max(0, fault.afterBytes - sent) : read.length;
    const more = response.write(read.subarray(0, cut));
    if (cut < read.length) return void response.destroy();
    sent += read.length;
    if (!more) await drained(response);
    if (response.destroyed) return;
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBodyBytes) throw new DefenderError(400, 'BadRequest', 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, error: DefenderError): void {
  if (response.headersSent) return void response.destroy();
  if (error.retryAfter !== null) response.setHeader('retry-after', String(error.retryAfter));
  send(response, error.status, {
    error: { code: error.code, message: error.message, target: randomUUID() },
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (status === 204) return void response.writeHead(204).end();
  response.writeHead(status, { 'content-type': 'application/json; odata.metadata=minimal; charset=utf-8' });
  response.end(JSON.stringify(body));
}
