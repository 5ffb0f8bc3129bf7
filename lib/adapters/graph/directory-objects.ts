import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { AssigneeKind, GroupMember, Principal } from '../../posture/access-snapshot.ts';
import { graphPages, graphShape } from './graph-pages.ts';
import { type GraphConfig, graphJson, graphUrl } from './graph-request.ts';

const directoryObject = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  servicePrincipalType: z.string().nullish(),
});
const eligibility = z.object({
  principalId: z.string(),
  accessId: z.string(), // member or owner
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
});
const mostPages = 200;
const mostIds = 1000;

/** A group's own name and what the directory says of its members, or null if there is no such group. */
export interface DirectoryGroup {
  readonly name: string;
  readonly members: readonly GroupMember[];
  readonly principals: readonly Principal[]; // those of the members that are no groups
}

/** People, identities and groups of the tenant by object id. */
export interface DirectoryObjects {
  group(groupId: string, signal: AbortSignal): Promise<DirectoryGroup | null>;
  /** Names and kinds of those that the directory knows; groups are left out. */
  principals(ids: readonly string[], signal: AbortSignal): Promise<readonly Principal[]>;
}

/**
 * Needs `Directory.Read.All` and `PrivilegedEligibilitySchedule.Read.AzureADGroup`. Throws CustodyError `throttled`,
 * `cloud-unavailable`, `cloud-refused`. Source: Microsoft Learn, Graph v1.0: "Get group", "List group members",
 * "List eligibilityScheduleInstances" (privileged access groups), "directoryObject: getByIds".
 */
export function graphDirectoryObjects(config: {
  readonly credential: TokenCredential;
  readonly graphEndpoint: string;
}): DirectoryObjects {
  return {
    group: (groupId, signal) => readGroup(config, groupId, signal),
    async principals(ids, signal) {
      const found: Principal[] = [];
      for (let from = 0; from < ids.length; from += mostIds)
        found.push(...(await namesOf(config, ids.slice(from, from + mostIds), signal)));
      return found;
    },
  };
}

async function readGroup(
  config: GraphConfig,
  groupId: string,
  signal: AbortSignal,
): Promise<DirectoryGroup | null> {
  const path = `groups/${encodeURIComponent(groupId)}`;
  const group = await graphJson(
    config,
    graphUrl(config, `${path}?$select=id,displayName`),
    'read the group',
    signal,
  );
  if (group === null) return null;
  const members = await graphPages(
    config,
    membersUrl(config, path),
    directoryObject,
    mostPages,
    'read the members of the group',
    signal,
  );
  const mayJoin = await eligibleMembers(config, groupId, signal);
  const eligibleObjects = await objectsOf(
    config,
    mayJoin.map((one) => one.principalId),
    signal,
  );
  return {
    name: graphShape(z.object({ displayName: z.string().nullish() }), group).displayName ?? groupId,
    members: [
      ...members.map((one) => member(one.id, kindOf(one), false, null, null)),
      ...mayJoin.map((one) => {
        const known = eligibleObjects.find((object) => object.id === one.principalId);
        const kind = known === undefined ? 'unknown' : kindOf(known);
        return member(one.principalId, kind, true, one.startDateTime ?? null, one.endDateTime ?? null);
      }),
    ],
    principals: [...members, ...eligibleObjects].flatMap(principalOf),
  };
}

function member(
  id: string,
  kind: AssigneeKind,
  eligible: boolean,
  from: string | null,
  until: string | null,
): GroupMember {
  return { id, kind, eligible, from, until };
}

async function namesOf(
  config: GraphConfig,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Principal[]> {
  return (await objectsOf(config, ids, signal)).flatMap(principalOf);
}

async function objectsOf(config: GraphConfig, ids: readonly string[], signal: AbortSignal) {
  if (ids.length === 0) return [];
  const url = graphUrl(config, 'directoryObjects/getByIds');
  const answer = await graphJson(config, url, 'read the names of the holders', signal, { ids });
  return graphShape(z.object({ value: z.array(directoryObject) }), answer).value;
}

/** Who may activate a membership. A tenant without the licence for it has none, and Graph says that as a refusal. */
async function eligibleMembers(config: GraphConfig, groupId: string, signal: AbortSignal) {
  const path = 'identityGovernance/privilegedAccess/group/eligibilityScheduleInstances';
  const filter = encodeURIComponent(`groupId eq '${groupId}'`);
  try {
    const url = graphUrl(config, `${path}?$filter=${filter}`);
    const what = 'read who may join the group';
    const listed = await graphPages(config, url, eligibility, mostPages, what, signal);
    return listed.filter((one) => one.accessId === 'member');
  } catch (error) {
    if (error instanceof CustodyError && error.detail.graphCode === 'AadPremiumLicenseRequired') return [];
    throw error;
  }
}

/**
 * Graph's v1.0 leaves service principals, and so managed identities, out of a group's members, as its page "List group
 * members" says; it names the beta endpoint as the way to see them.
 */
function membersUrl(config: GraphConfig, path: string): string {
  return graphUrl(config, `${path}/members?$top=999`).replace('/v1.0/', '/beta/');
}

function principalOf(one: z.infer<typeof directoryObject>): readonly Principal[] {
  const kind = kindOf(one);
  if (kind === 'group' || kind === 'foreign-group') return [];
  return [{ id: one.id, kind, name: one.displayName ?? one.id, signInName: one.userPrincipalName ?? null }];
}

function kindOf(one: z.infer<typeof directoryObject>): AssigneeKind {
  switch (one['@odata.type']) {
    case '#microsoft.graph.user':
      return 'person';
    case '#microsoft.graph.group':
      return 'group';
    case '#microsoft.graph.servicePrincipal':
      return one.servicePrincipalType === 'ManagedIdentity' ? 'managed-identity' : 'service-principal';
    default:
      return 'unknown';
  }
}
