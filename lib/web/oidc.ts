import * as client from 'openid-client';
import { CustodyError } from '../custody/custody-error.ts';
import type { Settings } from '../runtime/env.ts';

let known: Promise<client.Configuration> | undefined;

/** The tenant's OpenID configuration, read once. Throws `cloud-unavailable`. Plain HTTP is accepted only from an issuer on this machine. */
export function openIdConfiguration(settings: Settings): Promise<client.Configuration> {
  known ??= discover(settings).catch((error: unknown) => {
    known = undefined;
    throw new CustodyError('cloud-unavailable', 'The tenant does not answer. Try again in a moment.', {
      cause: error,
    });
  });
  return known;
}

async function discover(settings: Settings): Promise<client.Configuration> {
  const issuer = new URL(settings.HOLDFAST_OIDC_ISSUER);
  const onThisMachine = ['127.0.0.1', '[::1]', 'localhost'].includes(issuer.hostname);
  return await client.discovery(
    issuer,
    settings.HOLDFAST_OIDC_CLIENT_ID,
    undefined,
    client.ClientSecretPost(settings.HOLDFAST_OIDC_CLIENT_SECRET),
    { timeout: 10, execute: onThisMachine ? [client.allowInsecureRequests] : [] },
  );
}

/** Paths that the tenant sends a person back to. */
export const signInCallback = '/sign-in/callback';
export const actCallback = '/controls/act/callback';
