import type { NextRequest } from 'next/server';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { noteBreakGlassRead } from '../procedures/break-glass/note-read.ts';
import type { Procedure } from '../procedures/procedure.ts';
import type { Viewer } from '../queries/viewer.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { answered, json } from './answered.ts';
import { personOfBearer } from './bearer.ts';
import { jsonBody } from './json-body.ts';
import { liveSession } from './live-session.ts';
import { perform } from './perform.ts';
import { personNow } from './person-now.ts';
import { requestFacts } from './request-facts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { sessionCookie } from './session-cookie.ts';

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
      return json(await perform(wired.context, actor, procedure, await jsonBody(request)), 202);
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

/** A file to be kept, over the same two ways. */
export async function fileRoute(
  request: NextRequest,
  query: (
    viewer: Viewer,
  ) => Promise<{ readonly text: string; readonly type: string; readonly fileName: string }>,
): Promise<Response> {
  return await answered(async (wired) => {
    const actor = await personOf(wired, request, 'read');
    const { text, type, fileName } = await query({ actor, db: wired.db });
    return new Response(text, {
      headers: {
        'content-type': type,
        'cache-control': 'private, no-store',
        'content-disposition': `attachment; filename="${fileName}"`,
      },
    });
  });
}

/** A file of JSON Lines of any length, over the same two ways; a failure on the way breaks it off before its last line. */
export async function linesRoute(
  request: NextRequest,
  query: (viewer: Viewer) => Promise<{ readonly lines: AsyncGenerator<string>; readonly fileName: string }>,
): Promise<Response> {
  return await answered(async (wired) => {
    const actor = await personOf(wired, request, 'read');
    const { lines, fileName } = await query({ actor, db: wired.db });
    return new Response(streamOf(lines), {
      headers: {
        'content-type': 'application/jsonl; charset=utf-8',
        'cache-control': 'private, no-store',
        'content-disposition': `attachment; filename="${fileName}"`,
      },
    });
  });
}

function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(bytes.encode(`${value}\n`));
    },
    cancel: async () => void (await lines.return(undefined)),
  });
}

/** Who asks, by token or cookie. Throws `not-signed-in` or `forbidden`. */
export async function personOf(
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
    const { person, issuedAt } = await personOfBearer(wired.settings, token, facts);
    return await noted(wired, request, signedIn(await personNow(wired, person, issuedAt)));
  }
  // Browsers add a cookie to anybody's request; a token is added by nobody else.
  if (intent === 'write') requireSameOrigin(request.headers, wired.settings.HOLDFAST_PUBLIC_URL);
  const cookie = request.cookies.get(sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL))?.value;
  const activity = intent === 'write' ? 'person' : 'background';
  const session = await liveSession(wired, cookie, facts, activity);
  return await noted(wired, request, signedIn(session?.actor ?? null));
}

/** What is read in an emergency is recorded before it is answered. */
async function noted(wired: Runtime, { nextUrl }: NextRequest, actor: PersonActor): Promise<PersonActor> {
  await noteBreakGlassRead(wired.context.register, actor, `${nextUrl.pathname}${nextUrl.search}`);
  return actor;
}

function signedIn(actor: PersonActor | null): PersonActor {
  if (actor === null) throw new CustodyError('not-signed-in', 'Sign in first.');
  return actor;
}
