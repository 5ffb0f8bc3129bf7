import { type NextRequest, NextResponse } from 'next/server';
import { runtime } from '@/lib/runtime/runtime.ts';
import { beginSignIn } from '@/lib/web/begin-sign-in.ts';
import { flowLimitMs } from '@/lib/web/code-flow.ts';
import { refusalOf } from '@/lib/web/refusal.ts';
import { cookieAttributes, signInCookie } from '@/lib/web/session-cookie.ts';
import { signInProblem } from '@/lib/web/sign-in-problem.ts';

/** Sends the browser to the tenant's sign-in page. */
async function start(request: NextRequest): Promise<NextResponse> {
  const wired = await runtime();
  const returnTo = request.nextUrl.searchParams.get('return_to');
  const again = request.nextUrl.searchParams.has('again');
  const publicUrl = new URL(wired.settings.HOLDFAST_PUBLIC_URL);
  // The tenant returns to the public address; a flow begun under another name would lose its cookie.
  if (request.headers.get('host') !== publicUrl.host) {
    const here = new URL('/sign-in/start', publicUrl);
    if (returnTo !== null) here.searchParams.set('return_to', returnTo);
    if (again) here.searchParams.set('again', '1');
    return NextResponse.redirect(here, 303);
  }
  try {
    const { redirectTo, state } = await beginSignIn(wired, returnTo, again);
    const response = NextResponse.redirect(redirectTo, 303);
    response.cookies.set(signInCookie(wired.settings.HOLDFAST_PUBLIC_URL), state, {
      ...cookieAttributes,
      maxAge: flowLimitMs / 1000,
    });
    return response;
  } catch (error) {
    return signInProblem(wired.settings, refusalOf(error, wired.logger));
  }
}

export { start as GET, start as POST };
