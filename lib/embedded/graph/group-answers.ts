import type { AccessBook } from '../cloud/access-book.ts';
import type { Directory } from '../cloud/directory.ts';
import { services, tenantDomain } from '../cloud/tenant.ts';

const eligiblePath = '/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances';
const pageSize = 2; // small, so that a client that does not follow @odata.nextLink is found out

/**
 * What Graph says of groups: one, its members (direct or through other groups), and which of some groups an account is in.
 * Null where it knows nothing. Source: Microsoft Learn, Graph v1.0, group, "List group members", "List group transitive
 * members", "directoryObject: checkMemberObjects".
 */
export function groupAnswer(
  { access, directory }: { readonly access: AccessBook; readonly directory: Directory },
  url: URL,
  body: string,
): object | null {
  const check = /^\/v1\.0\/(?:users|directoryObjects)\/([^/]+)\/checkMemberObjects$/.exec(url.pathname)?.[1];
  if (check !== undefined) return { value: memberObjects(access, decodeURIComponent(check), body) };
  if (url.pathname === '/v1.0/directoryObjects/getByIds') return { value: byIds(access, directory, body) };
  if (url.pathname === eligiblePath) return { value: eligible(access, url) };
  const [, id = '', list] =
    /^\/(?:v1\.0|beta)\/groups\/([^/]+)(?:\/(members|transitiveMembers))?$/.exec(url.pathname) ?? [];
  const group = access.groups().find((one) => one.id === id.toLowerCase());
  if (group === undefined) return null;
  if (list === undefined) return { id: group.id, displayName: group.displayName, securityEnabled: true };
  const members = (list === 'members' ? group.members : through(access, group.id)).filter(
    // A known issue of the real service: its v1.0 leaves identities out of every list of members.
    (member) => url.pathname.startsWith('/beta/') || !services.some((one) => one.objectId === member),
  );
  return page(
    url,
    members.flatMap((member) => memberBody(access, directory, member) ?? []),
  );
}

function memberObjects(access: AccessBook, objectId: string, body: string): readonly string[] {
  const { ids } = JSON.parse(body) as { readonly ids: readonly string[] };
  return access.groupsOf(objectId).filter((one) => ids.includes(one));
}

function byIds(access: AccessBook, directory: Directory, body: string): readonly object[] {
  const { ids } = JSON.parse(body) as { readonly ids: readonly string[] };
  return ids.flatMap((id) => memberBody(access, directory, id) ?? []);
}

/** Who may activate a membership (privileged identity management for groups). */
function eligible(access: AccessBook, url: URL): readonly object[] {
  const [, groupId = ''] = /^groupId eq '([^']+)'$/.exec(url.searchParams.get('$filter') ?? '') ?? [];
  return access.eligibleMembers(groupId).map((principalId) => ({
    id: `${groupId}_member_${principalId}`,
    groupId,
    principalId,
    accessId: 'member',
    memberType: 'direct',
    startDateTime: '2026-01-01T00:00:00Z',
    endDateTime: null,
  }));
}

/** Everybody in a group, and the groups within it, each once. */
function through(access: AccessBook, groupId: string): readonly string[] {
  const found = new Set<string>();
  const queue = [groupId];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const group = access.groups().find((one) => one.id === next);
    for (const member of group?.members ?? []) {
      if (found.has(member)) continue;
      found.add(member);
      queue.push(member);
    }
  }
  return [...found];
}

function memberBody(access: AccessBook, directory: Directory, id: string): object | null {
  const group = access.groups().find((one) => one.id === id);
  const service = services.find((one) => one.objectId === id);
  const person = directory.byObjectId(id);
  if (group !== undefined)
    return { '@odata.type': '#microsoft.graph.group', id, displayName: group.displayName };
  if (service !== undefined)
    return {
      '@odata.type': '#microsoft.graph.servicePrincipal',
      id,
      displayName: `id-holdfast-${service.name}`,
      servicePrincipalType: 'ManagedIdentity',
    };
  if (person === null) return null;
  const userPrincipalName = `${person.account}@${tenantDomain}`;
  return { '@odata.type': '#microsoft.graph.user', id, displayName: person.displayName, userPrincipalName };
}

function page(url: URL, all: readonly object[]): object {
  const start = Number(url.searchParams.get('$skiptoken') ?? '0');
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(start + pageSize));
  return {
    ...(start + pageSize < all.length ? { '@odata.nextLink': next.href } : {}),
    value: all.slice(start, start + pageSize),
  };
}
