import { type NextRequest, NextResponse } from 'next/server';
import { runtime } from '@/lib/runtime/runtime.ts';
import { actProblem } from '@/lib/web/act-problem.ts';
import { flowLimitMs } from '@/lib/web/code-flow.ts';
import { beginControllerAct } from '@/lib/web/controller-act.ts';
import { actCookie, cookieAttributes } from '@/lib/web/session-cookie.ts';

/** Sends a controller to the tenant for a token of their own, for one act. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const wired = await runtime();
  try {
    const proposalId = String((await request.formData()).get('proposalId') ?? '');
    const { redirectTo, state } = await beginControllerAct(wired, request, proposalId);
    const response = NextResponse.redirect(redirectTo, 303);
    response.cookies.set(actCookie(wired.settings.HOLDFAST_PUBLIC_URL), state, {
      ...cookieAttributes,
      maxAge: flowLimitMs / 1000,
    });
    return response;
  } catch (error) {
    return actProblem(wired, error);
  }
}
