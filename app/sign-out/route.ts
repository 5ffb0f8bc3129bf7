import { type NextRequest, NextResponse } from 'next/server';
import { runtime } from '@/lib/runtime/runtime.ts';
import { endSession } from '@/lib/web/end-session.ts';
import { refusalOf } from '@/lib/web/refusal.ts';
import { requestFacts } from '@/lib/web/request-facts.ts';
import { requireSameOrigin } from '@/lib/web/same-origin.ts';
import { cookieAttributes, sessionCookie } from '@/lib/web/session-cookie.ts';

/** Ends the session here and at the tenant. POST only, from our own pages: nobody is signed out by a link. */
export async function POST(request: NextRequest): Promise<Response> {
  const wired = await runtime();
  try {
    requireSameOrigin(request.headers, wired.settings.HOLDFAST_PUBLIC_URL);
  } catch (error) {
    return Response.json(refusalOf(error, wired.logger), { status: 403 });
  }
  const cookie = sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL);
  const value = request.cookies.get(cookie)?.value;
  const next = await endSession(wired, value, requestFacts(request.headers));
  const response = NextResponse.redirect(next, 303);
  response.cookies.set(cookie, '', { ...cookieAttributes, maxAge: 0 });
  response.headers.set('Clear-Site-Data', '"cache", "storage"');
  return response;
}
