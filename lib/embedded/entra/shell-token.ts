import { randomUUID } from 'node:crypto';
import type { SigningKey } from '../cloud/signing-key.ts';
import { oidcClientId, type TenantPerson } from '../cloud/tenant.ts';
import { signToken } from '../cloud/tokens.ts';
import { personClaims } from './person-claims.ts';

const lifetimeSeconds = 900;

/** An access token for a person at a shell: same issuer and key as the ID tokens, for the portal as its audience. */
export function shellToken(key: SigningKey, issuer: string, person: TenantPerson, now: Date): string {
  const issued = Math.floor(now.getTime() / 1000);
  return signToken(key, {
    iss: issuer,
    aud: oidcClientId,
    azp: 'holdfast-shell',
    sub: person.objectId,
    iat: issued,
    nbf: issued - 5,
    exp: issued + lifetimeSeconds,
    auth_time: issued,
    amr: ['user'],
    sid: randomUUID(),
    ...personClaims(person),
  });
}
