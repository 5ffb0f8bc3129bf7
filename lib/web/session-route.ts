import type { NextRequest } from 'next/server';
import { CustodyError } from '../custody/custody-error.ts';
import type { SessionLeft } from '../custody/session-left.ts';
import { answered, json } from './answered.ts';
import { type Activity, liveSession } from './live-session.ts';
import { requestFacts } from './request-facts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { idleLimitMs } from './session.ts';
import { sessionCookie } from './session-cookie.ts';

/** Answers the browser what is left of its own session; counts as activity only when the person caused it. */
export async function sessionRoute(request: NextRequest, activity: Activity): Promise<Response> {
  return await answered(async (wired) => {
    const { HOLDFAST_PUBLIC_URL: publicUrl } = wired.settings;
    if (activity === 'person') requireSameOrigin(request.headers, publicUrl);
    const cookie = request.cookies.get(sessionCookie(publicUrl))?.value;
    const session = await liveSession(wired, cookie, requestFacts(request.headers), activity);
    if (session === null) throw new CustodyError('not-signed-in', 'Your session has ended.');
    const now = Date.now();
    const left: SessionLeft = {
      idleMs: activity === 'person' ? idleLimitMs : session.idleEndsAt.getTime() - now,
      absoluteMs: session.absoluteEndsAt.getTime() - now,
    };
    return json(left, 200);
  });
}
