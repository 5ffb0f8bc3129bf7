import { randomNonce } from 'openid-client';
import type { Runtime } from '../runtime/runtime.ts';
import { beginCodeFlow } from './code-flow.ts';
import { localPath } from './local-path.ts';
import { signInCallback } from './oidc.ts';

/** Sends somebody to the tenant to say who they are. `again`: although the tenant may remember them. */
export async function beginSignIn(
  wired: Pick<Runtime, 'db' | 'settings'>,
  returnTo: string | null,
  again = false,
): Promise<{ readonly redirectTo: URL; readonly state: string }> {
  return await beginCodeFlow(wired, {
    callback: signInCallback,
    scope: 'openid profile',
    nonce: randomNonce(),
    returnTo: localPath(returnTo),
    again,
  });
}
