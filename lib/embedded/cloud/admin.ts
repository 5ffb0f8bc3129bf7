import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { CloudSpeed } from '../arm/start-arm.ts';
import { personToken } from '../entra/person-token.ts';
import { shellToken } from '../entra/shell-token.ts';
import type { LogOutage } from '../logs/log-server.ts';
import type { AccessBook } from './access-book.ts';
import { changeAccess } from './admin-access.ts';
import type { CloudClock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { ScriptedFaults } from './fault-script.ts';
import { readBody, sendJson } from './http.ts';
import type { RequestCounts } from './request-counts.ts';
import type { SigningKey } from './signing-key.ts';

const fault = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('status'),
    status: z.number().int(),
    code: z.string(),
    message: z.string(),
    retryAfter: z.number().exactOptional(),
  }),
  z.object({ kind: z.literal('delay'), ms: z.number().min(0) }),
  z.object({ kind: z.literal('drop'), afterBytes: z.number().int().min(0) }),
  z.object({ kind: z.literal('corrupt'), atByte: z.number().int().min(0) }),
  z.object({ kind: z.literal('duplicate') }),
  z.object({ kind: z.literal('fail-async'), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('lie'), how: z.string().min(1) }),
]);
const faultOrder = z.object({
  operation: z.string().min(1),
  fault,
  times: z.number().int().min(1).default(1),
});
const personOrder = z.object({
  account: z.string(),
  enabled: z.boolean().exactOptional(),
  roles: z.array(z.string()).exactOptional(),
});
const speedOrder = z.object({
  operationSeconds: z.number().min(0).exactOptional(),
  activityDelaySeconds: z.number().min(0).exactOptional(),
  defenderCalls: z.number().positive().exactOptional(),
});

/** Records of that time never arrive. */
const outageOrder = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

interface AdminOptions {
  readonly token: string;
  readonly faults: ScriptedFaults;
  readonly clock: CloudClock;
  readonly speed: CloudSpeed;
  readonly counts: RequestCounts;
  readonly key: SigningKey;
  readonly issuer: string;
  readonly directory: Directory;
  readonly access: AccessBook;
  readonly outages: LogOutage[];
  readonly changeDefender: (call: string, body: unknown) => object | null;
}

/**
 * The cloud's own controls, for tests and for the shell of this machine. Every call carries the owner-only token.
 * POST /faults · GET /faults · DELETE /faults · PUT /clock · PUT /speed · GET /counts · POST /shell-token
 * POST /person-token · PUT /people · POST and PUT /access/… · POST /log-outages · PUT and POST /defender/…
 */
export function adminServer(options: AdminOptions): Server {
  return createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, 400, { error: message });
    });
  });
}

async function answer(
  options: AdminOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!authorized(options.token, request))
    return sendJson(response, 401, { error: 'The admin token is missing or wrong.' });
  const text = await readBody(request);
  const body: unknown = text === '' ? {} : JSON.parse(text);
  switch (`${request.method} ${request.url}`) {
    case 'POST /faults': {
      const order = faultOrder.parse(body);
      options.faults.set(order.operation, order.fault, order.times);
      return sendJson(response, 200, {});
    }
    case 'GET /faults':
      return sendJson(response, 200, { waiting: options.faults.waiting() });
    case 'DELETE /faults':
      options.faults.clear();
      return sendJson(response, 200, {});
    case 'PUT /clock':
      options.clock.setSkew(z.object({ skewSeconds: z.number() }).parse(body).skewSeconds);
      return sendJson(response, 200, { now: options.clock.now().toISOString() });
    case 'PUT /speed':
      Object.assign(options.speed, speedOrder.parse(body));
      return sendJson(response, 200, options.speed);
    case 'GET /counts':
      return sendJson(response, 200, options.counts.all());
    case 'POST /shell-token': {
      const { account } = z.object({ account: z.string() }).parse(body);
      const person = options.directory.byAccount(account);
      if (person === null || !person.enabled)
        return sendJson(response, 404, { error: `The embedded tenant has no account "${account}".` });
      return sendJson(response, 200, {
        access_token: shellToken(options.key, options.issuer, person, options.clock.now()),
      });
    }
    case 'PUT /people': {
      const { account, ...to } = personOrder.parse(body);
      if (!options.directory.change(account, to))
        return sendJson(response, 404, { error: `The embedded tenant has no account "${account}".` });
      return sendJson(response, 200, {});
    }
    case 'POST /log-outages': {
      options.outages.push(outageOrder.parse(body));
      return sendJson(response, 200, {});
    }
    case 'POST /person-token': {
      const { account, resource } = z.object({ account: z.string(), resource: z.url() }).parse(body);
      const person = options.directory.byAccount(account);
      if (person === null || !person.enabled)
        return sendJson(response, 404, { error: `The embedded tenant has no account "${account}".` });
      return sendJson(response, 200, {
        access_token: personToken(options.key, person, resource, options.clock.now()),
      });
    }
    default: {
      const call = `${request.method} ${request.url}`;
      const changed = changeAccess(options.access, call, body) ?? options.changeDefender(call, body);
      return sendJson(response, changed === null ? 404 : 200, changed ?? { error: 'No such control.' });
    }
  }
}

function authorized(token: string, request: IncomingMessage): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
