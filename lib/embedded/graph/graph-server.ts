import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import type { AccessBook } from '../cloud/access-book.ts';
import type { Directory } from '../cloud/directory.ts';
import { readBody } from '../cloud/http.ts';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { readToken } from '../cloud/tokens.ts';
import type { FaultScript } from '../cloud-parts.ts';
import type { HuntingTables } from '../hunting/hunting-table.ts';
import { demoIncidents } from './demo-incidents.ts';
import { directoryAnswer } from './directory-answers.ts';
import { groupAnswer } from './group-answers.ts';
import { huntingAnswer } from './hunting-answer.ts';
import { type IncidentSource, incidentBody } from './incident-body.ts';

const audience = 'https://graph.microsoft.com';
const huntingPath = '/v1.0/security/runHuntingQuery';
const pageSize = 3; // small, so that a client that does not follow @odata.nextLink is found out

interface GraphOptions {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly machines: readonly CatalogueMachine[];
  readonly directory: Directory;
  readonly access: AccessBook;
  readonly seededAt: Date;
  readonly huntingTables: (application: string) => HuntingTables;
  readonly key: SigningKey;
  readonly now: () => Date;
  readonly faults: FaultScript;
  readonly counts: RequestCounts;
  readonly origin: () => string;
}

/** Microsoft Graph's security incidents, hunting and directory, each for a caller with its application permission. */
export function graphServer(options: GraphOptions): Server {
  return createServer(options.tls, (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      console.error('graph:', error instanceof Error ? error.stack : error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function serve(
  options: GraphOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', options.origin());
  const one = /^\/v1\.0\/security\/incidents(?:\/(\d+))?$/.exec(url.pathname);
  const operation = operationOf(url.pathname, one?.[1]);
  options.counts.count(operation);
  const fault = options.faults.take(operation);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  if (fault?.kind === 'drop') return void response.destroy();
  if (fault?.kind === 'status')
    return refuse(response, fault.status, fault.code, fault.message, fault.retryAfter);
  const refusal = unauthorised(options, request, url.pathname);
  if (refusal !== null) return refuse(response, ...refusal);
  if (isDirectory(url.pathname) && (request.method === 'GET' || isQuestion(request, url))) {
    const answer =
      groupAnswer(options, url, await readBody(request)) ?? directoryAnswer(options.directory, url.pathname);
    return answer === null
      ? refuse(response, 404, 'Request_ResourceNotFound', 'Resource does not exist.')
      : send(response, 200, answer);
  }
  if (url.pathname === huntingPath && request.method === 'POST') {
    const tables = () => options.huntingTables(applicationOf(options, request));
    const answer = huntingAnswer(tables, await readBody(request), options.now());
    return 'value' in answer
      ? send(response, 200, answer.value)
      : refuse(response, answer.status, answer.code, answer.refusal, answer.retryAfter);
  }
  if (one === null || request.method !== 'GET')
    return refuse(
      response,
      404,
      'ResourceNotFound',
      `Resource not found for the segment '${url.pathname.split('/').at(-1)}'.`,
    );
  const withAlerts = (url.searchParams.get('$expand') ?? '').split(',').includes('alerts');
  const all = demoIncidents(options.machines, options.seededAt);
  if (one[1] === undefined) return list(options, url, all, withAlerts, response);
  const found = all.find((incident) => String(incident.number) === one[1]);
  if (found === undefined) return refuse(response, 404, 'NotFound', `The incident ${one[1]} was not found.`);
  return send(response, 200, {
    '@odata.context': context(options, '/$entity'),
    ...incidentBody(found, withAlerts),
  });
}

function isDirectory(path: string): boolean {
  return /^\/(?:v1\.0|beta)\/(users|groups|directoryObjects|servicePrincipals|identityGovernance)\b/.test(
    path,
  );
}

/** Questions that Graph takes as POST, because their ids would not fit an address. */
function isQuestion(request: IncomingMessage, url: URL): boolean {
  return request.method === 'POST' && /\/(checkMemberObjects|getByIds)$/.test(url.pathname);
}

function permissionFor(path: string): string {
  if (path === huntingPath) return 'ThreatHunting.Read.All';
  if (path.includes('/identityGovernance/')) return 'PrivilegedEligibilitySchedule.Read.AzureADGroup';
  return isDirectory(path) ? 'Directory.Read.All' : 'SecurityIncident.Read.All';
}

function operationOf(path: string, incident: string | undefined): string {
  if (path === huntingPath) return 'Hunting_Run';
  if (/^\/(?:v1\.0|beta)\/groups\b/.test(path)) return 'Groups_Get';
  if (path.includes('/identityGovernance/')) return 'GroupEligibility_List';
  if (path.endsWith('/getByIds')) return 'DirectoryObjects_GetByIds';
  if (isDirectory(path)) return 'Directory_Get';
  return incident === undefined ? 'Incidents_List' : 'Incidents_Get';
}

function list(
  options: GraphOptions,
  url: URL,
  all: readonly IncidentSource[],
  withAlerts: boolean,
  response: ServerResponse,
): void {
  const start = Number(url.searchParams.get('$skiptoken') ?? '0');
  const top = Math.min(Number(url.searchParams.get('$top') ?? pageSize), 50);
  if (!Number.isInteger(start) || start < 0 || !Number.isInteger(top) || top < 1) {
    refuse(response, 400, 'BadRequest', 'The value of $top or $skiptoken is not valid.');
    return;
  }
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(start + top));
  send(response, 200, {
    '@odata.context': context(options, ''),
    ...(start + top < all.length ? { '@odata.nextLink': next.href } : {}),
    value: all.slice(start, start + top).map((one) => incidentBody(one, withAlerts)),
  });
}

function applicationOf({ key, now }: GraphOptions, request: IncomingMessage): string {
  const bearer = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
  const read = readToken(key, bearer, audience, now());
  return 'claims' in read ? String(read.claims.appid) : '';
}

function unauthorised(
  options: GraphOptions,
  request: IncomingMessage,
  path: string,
): [number, string, string] | null {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) return [401, 'InvalidAuthenticationToken', 'Access token is empty.'];
  const read = readToken(options.key, bearer, audience, options.now());
  if ('problem' in read)
    return [
      401,
      'InvalidAuthenticationToken',
      read.problem === 'expired'
        ? 'Lifetime validation failed, the token is expired.'
        : 'Access token validation failure.',
    ];
  const { roles, idtyp } = read.claims;
  const needed = permissionFor(path);
  // A member of the tenant reads which applications it has, unless the tenant forbids that.
  if (idtyp === 'user' && /^\/v1\.0\/servicePrincipals\b/.test(path)) return null;
  if (Array.isArray(roles) && roles.includes(needed)) return null;
  return [403, 'Forbidden', `Missing application permission: ${needed}.`];
}

function context(options: GraphOptions, suffix: string): string {
  return `${options.origin()}/v1.0/$metadata#security/incidents${suffix}`;
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  retryAfter?: number,
): void {
  const innerError = { date: new Date().toISOString(), 'request-id': randomUUID() };
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  send(response, status, { error: { code, message, innerError } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; odata.metadata=minimal; charset=utf-8',
    'request-id': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
