import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import type { Settings } from '../runtime/env.ts';
import { openIdConfiguration } from './oidc.ts';
import { personFromClaims } from './person-from-claims.ts';
import type { RequestFacts } from './session.ts';

let keys: { readonly uri: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | undefined;

/**
 * The person of an access token of the tenant, made for Holdfast and asked for by the shell. Checks signature
 * (RS256, the issuer's own keys), issuer, audience and life (RFC 9068 §4), and that it is no ID token: only an
 * access token names the client it was given to in `azp`. Throws `not-signed-in`.
 */
export async function personOfBearer(
  settings: Settings,
  token: string,
  request: RequestFacts,
): Promise<{ readonly person: PersonActor; readonly issuedAt: Date }> {
  const configuration = await openIdConfiguration(settings);
  const { issuer, jwks_uri } = configuration.serverMetadata();
  if (jwks_uri === undefined)
    throw new CustodyError('cloud-refused', 'The tenant publishes no signing keys.');
  if (keys?.uri !== jwks_uri) keys = { uri: jwks_uri, set: createRemoteJWKSet(new URL(jwks_uri)) };
  const claims = await verify(token, keys.set, issuer, settings.HOLDFAST_OIDC_CLIENT_ID);
  const askedBy = [settings.HOLDFAST_SHELL_CLIENT_ID, settings.HOLDFAST_OIDC_CLIENT_ID];
  if (typeof claims.azp !== 'string' || !askedBy.includes(claims.azp)) throw refused();
  const person = personFromClaims(claims, settings.HOLDFAST_TENANT_ID, request, 'shell');
  return { person, issuedAt: new Date((claims.iat ?? 0) * 1000) };
}

async function verify(
  token: string,
  set: ReturnType<typeof createRemoteJWKSet>,
  issuer: string,
  audience: string,
) {
  try {
    const { payload } = await jwtVerify(token, set, {
      issuer,
      audience,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat', 'oid', 'tid'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
      throw new CustodyError('cloud-unavailable', "The tenant's signing keys could not be read.", {
        cause: error,
      });
    }
    throw refused(error);
  }
}

function refused(cause?: unknown): CustodyError {
  return new CustodyError('not-signed-in', 'The access token was not accepted. Sign in again.', { cause });
}
