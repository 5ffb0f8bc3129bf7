import * as client from 'openid-client';
import type { Runtime } from '../runtime/runtime.ts';
import { localPath } from './local-path.ts';
import { callbackUrl, openIdConfiguration } from './oidc.ts';
import { hashSecret } from './session-cookie.ts';

export const flowLimitMs = 10 * 60_000;

/**
 * Begins the code flow with PKCE (RFC 6749 §4.1, RFC 7636): remembers nonce and verifier under the hash of
 * `state`, which the browser keeps in a cookie, so that only the browser that began can finish.
 */
export async function beginSignIn(
  { db, settings }: Pick<Runtime, 'db' | 'settings'>,
  returnTo: string | null,
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
  });
  return { redirectTo, state };
}
