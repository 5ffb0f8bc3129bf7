import { timingSafeEqual } from 'node:crypto';
import * as client from 'openid-client';
import { CustodyError } from '../custody/custody-error.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openIdConfiguration } from './oidc.ts';
import { hashSecret } from './session-cookie.ts';

export const flowLimitMs = 10 * 60_000;

/** Makes the tenant ask who it is even of somebody whose sign-in there still lasts (OpenID Connect Core §3.1.2.1). */
const afresh = { prompt: 'login', max_age: '0' } as const;

interface Asked {
  readonly callback: string; // path that the tenant sends the person back to
  readonly scope: string;
  readonly nonce: string; // comes back inside the signed ID token
  readonly returnTo: string;
  readonly again: boolean; // an act wants a younger sign-in than the one that the tenant remembers
}

/**
 * Begins the code flow with PKCE (RFC 6749 §4.1, RFC 7636): remembers nonce and verifier under the hash of
 * `state`, which the browser keeps in a cookie, so that only the browser that began can finish.
 */
export async function beginCodeFlow(
  { db, settings }: Pick<Runtime, 'db' | 'settings'>,
  { callback, scope, nonce, returnTo, again }: Asked,
): Promise<{ readonly redirectTo: URL; readonly state: string }> {
  const configuration = await openIdConfiguration(settings);
  const [state, codeVerifier] = [client.randomState(), client.randomPKCECodeVerifier()];
  await db.signInFlow.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  await db.signInFlow.create({
    data: {
      stateHash: hashSecret(state),
      nonce,
      codeVerifier,
      returnTo,
      expiresAt: new Date(Date.now() + flowLimitMs),
    },
  });
  const redirectTo = client.buildAuthorizationUrl(configuration, {
    redirect_uri: new URL(callback, settings.HOLDFAST_PUBLIC_URL).href,
    scope,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(again ? afresh : {}),
  });
  return { redirectTo, state };
}

export interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
}

/** Takes a flow that this browser began, once. Throws `conflict` for any other. */
export async function takeFlow(
  db: Runtime['db'],
  state: string | null,
  cookie: string | undefined,
): Promise<Flow> {
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

/**
 * Code for tokens; the ID token is checked (issuer, audience, nonce, signature: OpenID Connect Core §3.1.3.7). Throws
 * `forbidden` where the tenant said no, `cloud-refused` for an answer that cannot be accepted.
 */
export async function tokensForCode(
  settings: Runtime['settings'],
  callback: string,
  query: URLSearchParams,
  flow: Flow,
): Promise<{ readonly claims: unknown; readonly accessToken: string }> {
  const configuration = await openIdConfiguration(settings);
  const current = new URL(callback, settings.HOLDFAST_PUBLIC_URL);
  current.search = query.toString();
  try {
    const tokens = await client.authorizationCodeGrant(configuration, current, {
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.codeVerifier,
      idTokenExpected: true,
    });
    return { claims: tokens.claims(), accessToken: tokens.access_token };
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError) {
      throw new CustodyError('forbidden', 'The tenant did not sign you in.', { cause: error });
    }
    throw new CustodyError('cloud-refused', "The tenant's answer could not be accepted.", { cause: error });
  }
}
