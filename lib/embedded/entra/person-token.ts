import { randomUUID } from 'node:crypto';
import type { SigningKey } from '../cloud/signing-key.ts';
import { type TenantPerson, tenantDomain, tenantId } from '../cloud/tenant.ts';
import { signToken } from '../cloud/tokens.ts';

const lifetimeSeconds = 3600;
/** Azure CLI: the client with which a person acts past every portal. */
const commandLineClient = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** A delegated access token of a person for one of Azure's services, as a sign-in at the command line gives it. */
export function personToken(
  key: SigningKey,
  person: TenantPerson,
  resource: string,
  now: Date,
  clientId = commandLineClient,
): string {
  const issued = Math.floor(now.getTime() / 1000);
  return signToken(key, {
    aud: resource,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: issued,
    nbf: issued - 5,
    exp: issued + lifetimeSeconds,
    appid: clientId,
    appidacr: clientId === commandLineClient ? '0' : '1',
    idtyp: 'user',
    oid: person.objectId,
    sub: person.objectId,
    name: person.displayName,
    upn: `${person.account}@${tenantDomain}`,
    scp: 'user_impersonation',
    tid: tenantId,
    uti: randomUUID(),
    ver: '1.0',
  });
}
