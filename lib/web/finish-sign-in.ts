import { timingSafeEqual } from 'node:crypto';
import * as client from 'openid-client';
import { CustodyError } from '../custody/custody-error.ts';
import { openSession } from '../procedures/session/open-session.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { callbackUrl, openIdConfiguration } from './oidc.ts';
import { personFromClaims } from './person-from-claims.ts';
import { absoluteLimitMs, type RequestFacts } from './session.ts';
import { hashSecret, newSecret } from './session-cookie.ts';

/**
 * Ends the code flow: state against the browser's cookie, one use, code for tokens, ID token checked (issuer,
 * audience, nonce, signature: OpenID Connect Core §3.1.3.7), person, a new session. The tokens are dropped.
 * Throws CustodyError in words for the sign-in page.
 */
export async function finishSignIn(
  { db, settings, context }: Pick<Runtime, 'db' | 'settings' | 'context'>,
  query: URLSearchParams,
  stateCookie: string | undefined,
  request: RequestFacts,
): Promise<{ readonly cookieValue: string; readonly expires: Date; readonly returnTo: string }> {
  const flow = await takeFlow(db, query.get('state'), stateCookie);
  const claims = await claimsForCode(settings, query, flow);
  const person = personFromClaims(claims, settings.HOLDFAST_TENANT_ID, request, 'portal');
  const cookieValue = newSecret(); // always new: a value known before sign-in is never promoted
  const expires = new Date(Date.now() + absoluteLimitMs);
  const actor = { ...person, sessionId: hashSecret(cookieValue).toString('hex') };
  await openSession(context.register, { actor, absoluteExpiresAt: expires });
  return { cookieValue, expires, returnTo: flow.returnTo };
}

interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
}

async function takeFlow(db: Runtime['db'], state: string | null, cookie: string | undefined): Promise<Flow> {
  const stale = new CustodyError(
    'conflict',
    'This sign-in was begun in another browser, or too long ago. Begin again.',
  );
  if (state === null || cookie === undefined) throw stale;
  const stateHash = hashSecret(state);
  if (!timingSafeEqual(stateHash, hashSecret(cookie))) throw stale;
  const flow = await db.signInFlow.findUnique({ where: { stateHash } });
  // The row is deleted before the exchange, and by one request only: a replayed callback finds nothing.
  const { count } = await db.signInFlow.deleteMany({ where: { stateHash } });
  if (flow === null || count !== 1 || flow.expiresAt.getTime() <= Date.now()) throw stale;
  return { state, nonce: flow.nonce, codeVerifier: flow.codeVerifier, returnTo: flow.returnTo };
}

async function claimsForCode(
  settings: Runtime['settings'],
  query: URLSearchParams,
  flow: Flow,
): Promise<unknown> {
  const configuration = await openIdConfiguration(settings);
  const current = new URL(callbackUrl(settings));
  current.search = query.toString();
  try {
    const tokens = await client.authorizationCodeGrant(configuration, current, {
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.codeVerifier,
      idTokenExpected: true,
    });
    return tokens.claims();
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError) {
      throw new CustodyError('forbidden', 'The tenant did not sign you in.', { cause: error });
    }
    throw new CustodyError('cloud-refused', "The tenant's answer could not be accepted.", { cause: error });
  }
}
