import { NextResponse } from 'next/server';
import type { Runtime } from '../runtime/runtime.ts';
import { refusalOf } from './refusal.ts';
import { actCookie, cookieAttributes } from './session-cookie.ts';

/** Back to the page of controls, which has fixed words for the code of a refusal. */
export function actProblem(
  { settings, logger }: Pick<Runtime, 'settings' | 'logger'>,
  error: unknown,
): NextResponse {
  const page = new URL('/controls', settings.HOLDFAST_PUBLIC_URL);
  page.searchParams.set('act', refusalOf(error, logger).code);
  const response = NextResponse.redirect(page, 303);
  response.cookies.set(actCookie(settings.HOLDFAST_PUBLIC_URL), '', { ...cookieAttributes, maxAge: 0 });
  return response;
}
