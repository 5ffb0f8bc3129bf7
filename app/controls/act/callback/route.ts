import { type NextRequest, NextResponse } from 'next/server';
import { runtime } from '@/lib/runtime/runtime.ts';
import { actProblem } from '@/lib/web/act-problem.ts';
import { finishControllerAct } from '@/lib/web/controller-act.ts';
import { actCookie, cookieAttributes } from '@/lib/web/session-cookie.ts';

/** Where the tenant sends a controller back to, with a code for the token of one act. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const wired = await runtime();
  try {
    const goOn = await finishControllerAct(wired, request);
    const response = NextResponse.redirect(new URL(goOn, wired.settings.HOLDFAST_PUBLIC_URL), 303);
    const spent = { ...cookieAttributes, maxAge: 0 };
    response.cookies.set(actCookie(wired.settings.HOLDFAST_PUBLIC_URL), '', spent);
    return response;
  } catch (error) {
    return actProblem(wired, error);
  }
}
