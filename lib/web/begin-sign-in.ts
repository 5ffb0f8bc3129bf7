import * as client from 'openid-client';
import type { Runtime } from '../runtime/runtime.ts';
import { localPath } from './local-path.ts';
import { callbackUrl, openIdConfiguration } from './oidc.ts';
import { hashSecret } from './session-cookie.ts';

export const flowLimitMs = 10 * 60_000;

/** Makes the tenant ask who it is even of somebody whose sign-in there still lasts (OpenID Connect Core §3.1.2.1). */
const afresh = { prompt: 'login', max_age: '0' } as const;

/**
 * Begins the code flow with PKCE (RFC 6749 §4.1, RFC 7636): remembers nonce and verifier under the hash of
 * `state`, which the browser keeps in a cookie, so that only the browser that began can finish. `again`: an act
 * wants a younger sign-in than the one that the tenant remembers.
 */
export async function beginSignIn(
  { db, settings }: Pick<Runtime, 'db' | 'settings'>,
  returnTo: string | null,
  again = false,
): Promise<{ readonly redirectTo: URL; readonly state: string }> {
  const configuration = await openIdConfiguration(settings);
  const [state, nonce, codeVerifier] = [
    client.randomState(),
    client.randomNonce(),
    client.randomPKCECodeVerifier(),
  ];
  await db.signInFlow.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  await db.signInFlow.create({
    data: {
      stateHash: hashSecret(state),
      nonce,
      codeVerifier,
      returnTo: localPath(returnTo),
      expiresAt: new Date(Date.now() + flowLimitMs),
    },
  });
  const redirectTo = client.buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUrl(settings),
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(again ? afresh : {}),
  });
  return { redirectTo, state };
}
