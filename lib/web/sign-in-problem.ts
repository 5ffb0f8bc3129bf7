import { NextResponse } from 'next/server';
import type { Settings } from '../runtime/env.ts';
import type { Refusal } from './action-result.ts';
import { cookieAttributes, signInCookie } from './session-cookie.ts';

/** Back to the sign-in page, which has fixed words for the code of a refusal. */
export function signInProblem(settings: Settings, refusal: Refusal): NextResponse {
  const page = new URL('/sign-in', settings.HOLDFAST_PUBLIC_URL);
  page.searchParams.set('problem', refusal.code);
  const response = NextResponse.redirect(page, 303);
  response.cookies.set(signInCookie(settings.HOLDFAST_PUBLIC_URL), '', { ...cookieAttributes, maxAge: 0 });
  return response;
}
