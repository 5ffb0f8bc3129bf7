import type { Directory, DirectoryPerson } from '../cloud/directory.ts';
import { oidcClientId, roleNames, services, tenantDomain } from '../cloud/tenant.ts';

const servicePrincipalId = 'd0000000-0000-4000-8000-000000000001';

/**
 * What Graph says of people and of the app's roles, or null where it knows nothing.
 * Source: Microsoft Learn, Graph v1.0, user, appRoleAssignment, servicePrincipal.
 */
export function directoryAnswer(directory: Directory, path: string): object | null {
  const of = /^\/v1\.0\/users\/([^/]+)(\/appRoleAssignments)?$/.exec(path);
  if (of !== null) {
    const person = directory.byObjectId(decodeURIComponent(of[1] ?? ''));
    if (person === null) return null;
    return of[2] === undefined ? userBody(person) : { value: person.roles.map(assignment(person)) };
  }
  const app = /^\/v1\.0\/servicePrincipals\(appId='([^']+)'\)(\/appRoleAssignedTo)?$/.exec(path);
  const identity = services.find((one) => one.clientId === app?.[1]);
  if (identity !== undefined && app?.[2] === undefined) return { id: identity.objectId, appRoles: [] };
  if (app?.[1] !== oidcClientId) return null;
  if (app[2] === undefined) return { id: servicePrincipalId, appRoles: roleNames.map(appRole) };
  return { value: directory.all().flatMap((person) => person.roles.map(assignment(person))) };
}

function userBody(person: DirectoryPerson): object {
  return {
    id: person.objectId,
    accountEnabled: person.enabled,
    mail: `${person.account}@${tenantDomain}`,
  };
}

function assignment(person: DirectoryPerson) {
  return (role: string) => ({
    id: `${person.account}.${role}`,
    appRoleId: roleId(role),
    principalId: person.objectId,
    principalType: 'User',
    resourceDisplayName: 'Holdfast',
    resourceId: servicePrincipalId,
  });
}

function appRole(role: string): object {
  return { id: roleId(role), value: role, displayName: role, isEnabled: true, allowedMemberTypes: ['User'] };
}

function roleId(role: string): string {
  return `e0000000-0000-4000-8000-00000000000${roleNames.indexOf(role) + 1}`;
}
