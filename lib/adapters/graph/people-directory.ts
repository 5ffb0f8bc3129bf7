import { z } from 'zod';
import { isRole, type Role } from '../../custody/role.ts';
import type { PeopleDirectory, Standing } from '../../ports/people-directory.ts';
import { graphPages, graphShape } from './graph-pages.ts';
import { type GraphConfig, graphJson, graphUrl } from './graph-request.ts';

const user = z.object({ accountEnabled: z.boolean() });
const servicePrincipal = z.object({
  id: z.string(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullish() })),
});
const assignment = z.object({ appRoleId: z.string(), resourceId: z.string() });
const grantee = z.object({ principalId: z.string(), principalType: z.string(), appRoleId: z.string() });
const member = z.object({ id: z.string() });
const mostPages = 20;

interface PeopleConfig extends GraphConfig {
  /** Client id of the app registration whose app roles are the product's roles. */
  readonly clientId: string;
}

/**
 * People as Microsoft Entra has them now: whether the account is enabled, and its app roles of our registration, held
 * directly or through a group it is a direct member of. Needs the application permission `Directory.Read.All`.
 * Source: Microsoft Learn, Graph v1.0, "Get user", "Get servicePrincipal", "List appRoleAssignments granted to a user".
 */
export function graphPeopleDirectory(config: PeopleConfig): PeopleDirectory {
  return {
    standing: async (objectId, signal) => {
      const id = encodeURIComponent(objectId);
      // Our own registration must be found: a directory that knows nothing at all must not end every session.
      const [ours, found] = await Promise.all([
        ourRoles(config, signal),
        graphJson(config, graphUrl(config, `users/${id}?$select=accountEnabled`), 'read the person', signal),
      ]);
      if (found === null || !graphShape(user, found).accountEnabled) return gone;
      return { enabled: true, roles: await rolesOf(config, ours, id, signal) };
    },
    holders: (roles, signal) => holders(config, roles, signal),
  };
}

const gone: Standing = { enabled: false, roles: [] };

interface OurRoles {
  readonly resourceId: string; // the service principal of our registration in this tenant
  readonly names: ReadonlyMap<string, Role>; // by app role id
}

async function rolesOf(
  config: PeopleConfig,
  ours: OurRoles,
  id: string,
  signal: AbortSignal,
): Promise<readonly Role[]> {
  const url = graphUrl(config, `users/${id}/appRoleAssignments?$count=true&$top=100`);
  const listed = await graphPages(config, url, assignment, mostPages, "read the person's app roles", signal);
  const roles = listed.flatMap(({ appRoleId, resourceId }) =>
    resourceId === ours.resourceId ? (ours.names.get(appRoleId) ?? []) : [],
  );
  return [...new Set(roles)];
}

async function ourRoles(config: PeopleConfig, signal: AbortSignal): Promise<OurRoles> {
  const url = graphUrl(
    config,
    `servicePrincipals(appId='${encodeURIComponent(config.clientId)}')?$select=id,appRoles`,
  );
  const { id, appRoles } = graphShape(
    servicePrincipal,
    await graphJson(config, url, 'read the app roles', signal),
  );
  const names = new Map<string, Role>();
  for (const { id: roleId, value } of appRoles) if (value != null && isRole(value)) names.set(roleId, value);
  return { resourceId: id, names };
}

/**
 * Everybody with one of these roles. A group counts with its direct members, as it does for Entra itself.
 * Source: Microsoft Learn, Graph v1.0, "List appRoleAssignments granted for a service principal", "List members".
 */
async function holders(
  config: PeopleConfig,
  roles: readonly Role[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const app = `servicePrincipals(appId='${encodeURIComponent(config.clientId)}')`;
  const url = graphUrl(config, `${app}/appRoleAssignedTo?$top=100`);
  const { names } = await ourRoles(config, signal);
  const all = await graphPages(config, url, grantee, mostPages, 'read who holds the app roles', signal);
  const granted = all.filter(({ appRoleId }) => {
    const role = names.get(appRoleId);
    return role !== undefined && roles.includes(role);
  });
  const people = new Set(granted.flatMap((one) => (one.principalType === 'User' ? [one.principalId] : [])));
  const groups = granted.flatMap((one) => (one.principalType === 'Group' ? [one.principalId] : []));
  for (const group of new Set(groups)) {
    const path = `groups/${encodeURIComponent(group)}/members/microsoft.graph.user?$select=id&$count=true&$top=100`;
    const found = await graphPages(config, graphUrl(config, path), member, mostPages, 'read a group', signal);
    for (const { id } of found) people.add(id);
  }
  return [...people];
}
