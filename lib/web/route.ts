import type { NextRequest } from 'next/server';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import type { Procedure } from '../procedures/procedure.ts';
import type { Viewer } from '../queries/viewer.ts';
import { type Runtime, runtime } from '../runtime/runtime.ts';
import type { Refusal } from './action-result.ts';
import { personOfBearer } from './bearer.ts';
import { perform } from './perform.ts';
import { refusalOf } from './refusal.ts';
import { requestFacts } from './request-facts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { readSession } from './session.ts';
import { sessionCookie } from './session-cookie.ts';

const longestBody = 256 * 1024;

/**
 * Runs a procedure from a JSON request: a bearer token (shell) or a session cookie from our own pages, then
 * the same permission, input and `run` as every other door. Answers 202 with the result, or the refusal.
 */
export function procedureRoute<I, R>(
  procedure: Procedure<I, R>,
): (request: NextRequest) => Promise<Response> {
  return async (request) =>
    await answered(async (wired) => {
      const actor = await personOf(wired, request, 'write');
      return json(await perform(wired.context, actor, procedure, await body(request)), 202);
    });
}

/** Answers a query over the same two ways of saying who asks. */
export async function queryRoute(
  request: NextRequest,
  query: (viewer: Viewer) => Promise<unknown>,
): Promise<Response> {
  return await answered(async (wired) => {
    const actor = await personOf(wired, request, 'read');
    return json(await query({ actor, db: wired.db }), 200);
  });
}

async function answered(run: (wired: Runtime) => Promise<Response>): Promise<Response> {
  const wired = await runtime();
  try {
    return await run(wired);
  } catch (error) {
    const refusal = refusalOf(error, wired.logger);
    return json({ error: refusal }, statusOf(refusal.code));
  }
}

async function personOf(
  wired: Runtime,
  request: NextRequest,
  intent: 'read' | 'write',
): Promise<PersonActor> {
  const facts = requestFacts(request.headers);
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    if (token === undefined)
      throw new CustodyError('not-signed-in', 'The Authorization header must be "Bearer <token>".');
    return await personOfBearer(wired.settings, token, facts);
  }
  // Browsers add a cookie to anybody's request; a token is added by nobody else.
  if (intent === 'write') requireSameOrigin(request.headers, wired.settings.HOLDFAST_PUBLIC_URL);
  const actor = await readSession(
    wired.db,
    request.cookies.get(sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL))?.value,
    facts,
  );
  if (actor === null) throw new CustodyError('not-signed-in', 'Sign in first.');
  return actor;
}

async function body(request: NextRequest): Promise<unknown> {
  const text = await request.text();
  if (text.length > longestBody)
    throw new CustodyError('invalid-input', 'The request is larger than 256 KiB.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CustodyError('invalid-input', 'The request is not JSON.', { cause: error });
  }
}

function json(value: unknown, status: number): Response {
  const text = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));
  return new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' },
  });
}

/** HTTP status of a refusal (RFC 9110 §15). */
function statusOf(code: Refusal['code']): number {
  switch (code) {
    case 'not-signed-in':
      return 401;
    case 'forbidden':
      return 403;
    case 'not-found':
      return 404;
    case 'invalid-input':
      return 400;
    case 'conflict':
    case 'fenced-off':
    case 'policy-not-locked':
      return 409;
    case 'not-feasible':
    case 'corrupt-source':
    case 'digest-mismatch':
      return 422;
    case 'throttled':
      return 429;
    case 'cloud-refused':
      return 502;
    case 'cloud-unavailable':
    case 'storage-unavailable':
      return 503;
    case 'unexpected':
      return 500;
  }
}
