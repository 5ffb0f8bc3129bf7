import { type TenantPerson, tenantDomain, tenantId } from '../cloud/tenant.ts';

/** What a token says of a person, in Entra's claim names. */
export function personClaims(person: TenantPerson): Record<string, unknown> {
  return {
    oid: person.objectId,
    tid: tenantId,
    name: person.displayName,
    preferred_username: `${person.account}@${tenantDomain}`,
    roles: person.roles,
    jobTitle: person.jobTitle,
  };
}
