import * as client from 'openid-client';
import { closeSession } from '../procedures/session/close-session.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openIdConfiguration } from './oidc.ts';
import { type RequestFacts, readSession } from './session.ts';

/**
 * Revokes the session behind a cookie (nothing happens if it is dead already) and answers where to send the
 * browser: the tenant's own sign-out page (OpenID Connect RP-Initiated Logout 1.0 §2), which returns to ours.
 */
export async function endSession(
  { db, settings, context, logger }: Pick<Runtime, 'db' | 'settings' | 'context' | 'logger'>,
  cookieValue: string | undefined,
  request: RequestFacts,
): Promise<string> {
  const session = await readSession(db, cookieValue, request);
  if (session !== null) await closeSession(context.register, session.actor);
  const home = new URL('/sign-in', settings.HOLDFAST_PUBLIC_URL).href;
  try {
    const configuration = await openIdConfiguration(settings);
    if (configuration.serverMetadata().end_session_endpoint === undefined) return home;
    return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: home }).href;
  } catch (error) {
    logger.warn({ err: error }, 'signed out here, but the tenant could not be asked for its sign-out page');
    return home;
  }
}
