import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { env, inDevelopment } from './lib/runtime/env.ts';
import { contentSecurityPolicy } from './lib/web/content-security-policy.ts';

/** Sets headers and nothing else: every page, action and route authorises by itself. */
export function proxy(request: NextRequest): NextResponse {
  const settings = env();
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy({
    nonce,
    formTargets: [settings.HOLDFAST_PUBLIC_URL, settings.HOLDFAST_OIDC_ISSUER],
    development: inDevelopment,
  });
  const sent = new Headers(request.headers);
  sent.set('x-nonce', nonce);
  sent.set('x-holdfast-path', `${request.nextUrl.pathname}${request.nextUrl.search}`);
  sent.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers: sent } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff');
  // Not no-referrer: with it a browser sends `Origin: null` for our own forms, which we refuse.
  response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set('cross-origin-resource-policy', 'same-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  if (settings.HOLDFAST_PUBLIC_URL.startsWith('https:')) {
    response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  }
  return response;
}

// A file that is imported is streamed: what passes here is held in memory. The verifier brings a policy of its own.
export const config = { matcher: ['/((?!_next/static|favicon.ico|verify$|api/imports/).*)'] };
