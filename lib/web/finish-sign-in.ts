import { openSession } from '../procedures/session/open-session.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { takeFlow, tokensForCode } from './code-flow.ts';
import { signInCallback } from './oidc.ts';
import { personFromClaims } from './person-from-claims.ts';
import { absoluteLimitMs, type RequestFacts } from './session.ts';
import { hashSecret, newSecret } from './session-cookie.ts';

/**
 * Ends the code flow: state against the browser's cookie, one use, code for tokens, ID token checked, person, a new
 * session. The tokens are dropped. Throws CustodyError in words for the sign-in page.
 */
export async function finishSignIn(
  { db, settings, context }: Pick<Runtime, 'db' | 'settings' | 'context'>,
  query: URLSearchParams,
  stateCookie: string | undefined,
  request: RequestFacts,
): Promise<{ readonly cookieValue: string; readonly expires: Date; readonly returnTo: string }> {
  const flow = await takeFlow(db, query.get('state'), stateCookie);
  const { claims } = await tokensForCode(settings, signInCallback, query, flow);
  const person = personFromClaims(claims, settings.HOLDFAST_TENANT_ID, request, 'portal');
  const cookieValue = newSecret(); // always new: a value known before sign-in is never promoted
  const expires = new Date(Date.now() + absoluteLimitMs);
  const actor = { ...person, sessionId: hashSecret(cookieValue).toString('hex') };
  await openSession(context.register, { actor, absoluteExpiresAt: expires });
  return { cookieValue, expires, returnTo: flow.returnTo };
}
