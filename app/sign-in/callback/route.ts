import { type NextRequest, NextResponse } from 'next/server';
import { runtime } from '@/lib/runtime/runtime.ts';
import { finishSignIn } from '@/lib/web/finish-sign-in.ts';
import { refusalOf } from '@/lib/web/refusal.ts';
import { requestFacts } from '@/lib/web/request-facts.ts';
import { cookieAttributes, sessionCookie, signInCookie } from '@/lib/web/session-cookie.ts';
import { signInProblem } from '@/lib/web/sign-in-problem.ts';

/** Where the tenant sends a person back to, with a code. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const wired = await runtime();
  try {
    const state = request.cookies.get(signInCookie(wired.settings.HOLDFAST_PUBLIC_URL))?.value;
    const facts = requestFacts(request.headers);
    const session = await finishSignIn(wired, request.nextUrl.searchParams, state, facts);
    const response = NextResponse.redirect(
      new URL(session.returnTo, wired.settings.HOLDFAST_PUBLIC_URL),
      303,
    );
    response.cookies.set(sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL), session.cookieValue, {
      ...cookieAttributes,
      expires: session.expires,
    });
    response.cookies.set(signInCookie(wired.settings.HOLDFAST_PUBLIC_URL), '', {
      ...cookieAttributes,
      maxAge: 0,
    });
    return response;
  } catch (error) {
    return signInProblem(wired.settings, refusalOf(error, wired.logger));
  }
}
