import { z } from 'zod';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { isRole } from '../custody/role.ts';
import type { RequestFacts } from './session.ts';

/** The claims of a Microsoft Entra v2 token that say who somebody is (identity platform, "ID token claims"). */
const claimsSchema = z.object({
  oid: z.string().min(1),
  tid: z.string().min(1),
  name: z.string().min(1).optional(),
  preferred_username: z.string().min(1),
  roles: z.array(z.string()).default([]),
  jobTitle: z.string().min(1).nullish(),
  amr: z.array(z.string()).default([]),
  auth_time: z.number().int().optional(),
});

/**
 * The person that verified claims describe. Throws `forbidden` for another tenant or for a person without
 * any of the product's app roles, `invalid-input` for claims of another form.
 */
export function personFromClaims(
  claims: unknown,
  tenantId: string,
  request: RequestFacts,
  via: PersonActor['via'],
): PersonActor {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new CustodyError('invalid-input', `The tenant's token lacks what is needed: ${wrong}.`);
  }
  const { oid, tid, name, preferred_username, jobTitle, amr, auth_time } = parsed.data;
  if (tid !== tenantId) throw new CustodyError('forbidden', 'This account belongs to another tenant.');
  const roles = parsed.data.roles.filter(isRole);
  if (roles.length === 0) {
    throw new CustodyError(
      'forbidden',
      `${preferred_username} holds no role in Holdfast. Ask an administrator to assign one.`,
    );
  }
  return {
    kind: 'person',
    tenantId: tid,
    objectId: oid,
    userPrincipalName: preferred_username,
    displayName: name ?? preferred_username,
    title: jobTitle ?? null,
    roles,
    authMethods: amr,
    authenticatedAt: auth_time === undefined ? null : new Date(auth_time * 1000).toISOString(),
    sessionId: null,
    ...request,
    via,
  };
}
