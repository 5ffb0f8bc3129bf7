import type { NextRequest } from 'next/server';
import { CustodyError } from '../custody/custody-error.ts';
import { changeMark } from '../queries/change-mark.ts';
import type { Viewer } from '../queries/viewer.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { answered } from './answered.ts';
import { liveSession } from './live-session.ts';
import { requestFacts } from './request-facts.ts';
import { sessionCookie } from './session-cookie.ts';

const everyMs = 1_000;
const recheckMs = 10_000;
const lifetimeMs = 5 * 60_000;

/**
 * Server-sent events (WHATWG HTML §9.2): `change` whenever something that this person may see has moved, `ended` when
 * the session no longer holds. Session, revocation and roles are looked at again every ten seconds; listening never
 * keeps a session alive. Ends after five minutes; the browser reconnects by itself.
 */
export async function eventStream(request: NextRequest): Promise<Response> {
  return await answered(async (wired) => {
    const first = await viewerOf(wired, request);
    if (first === null) throw new CustodyError('not-signed-in', 'Sign in first.');
    return new Response(streamOf(wired, request, first, await changeMark(first)), {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    });
  });
}

async function viewerOf(wired: Runtime, request: NextRequest): Promise<Viewer | null> {
  const cookie = request.cookies.get(sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL))?.value;
  const session = await liveSession(wired, cookie, requestFacts(request.headers), 'background');
  return session === null ? null : { actor: session.actor, db: wired.db };
}

function streamOf(
  wired: Runtime,
  request: NextRequest,
  first: Viewer,
  firstMark: string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const endAt = Date.now() + lifetimeMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let viewer: Viewer | null = first;
  let mark = firstMark;
  let checkedAt = Date.now();

  async function look(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (request.signal.aborted) return;
    try {
      if (Date.now() - checkedAt >= recheckMs) {
        viewer = await viewerOf(wired, request);
        checkedAt = Date.now();
      }
      if (viewer === null) controller.enqueue(encoder.encode('event: ended\ndata: session\n\n'));
      if (viewer === null || Date.now() > endAt) return controller.close();
      const now = await changeMark(viewer);
      controller.enqueue(
        encoder.encode(now === mark ? ': still here\n\n' : `event: change\ndata: ${now}\n\n`),
      );
      mark = now;
      timer = setTimeout(look, everyMs, controller);
    } catch (error) {
      if (!request.signal.aborted) controller.error(error); // the browser falls back to asking, and reconnects
    }
  }

  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 2000\n\n'));
      timer = setTimeout(look, everyMs, controller);
    },
    cancel: () => clearTimeout(timer),
  });
}
