import type { AuthorizationManagementClient } from '@azure/arm-authorization';
import { isRestError } from '@azure/core-rest-pipeline';
import type { UnreadWhy } from '../../ports/cloud-reading.ts';
import type {
  AccessSnapshot,
  Group,
  Principal,
  RoleAssignment,
  UnreadKind,
  UnreadPart,
} from '../../posture/access-snapshot.ts';
import type { DirectoryObjects } from '../graph/directory-objects.ts';
import { type ArmAccess, authorizationClient } from './arm-clients.ts';
import { isNotFound } from './azure-error.ts';
import { allOf, cloudReading } from './cloud-reading.ts';
import { assignmentOf, denyOf, eligibilityOf, roleOf } from './observed-access.ts';
import { readParents } from './read-parents.ts';

const mostGroups = 500;
const unlicensed = 'AadPremiumLicenseRequired';

/** Where rights are read: the resource manager, and the directory for those who hold them. */
export interface AccessSources extends ArmAccess {
  readonly directory: DirectoryObjects;
}

/** Reads all that bears on rights at a scope of a subscription. What fails is in `unread`; only an abort is thrown. */
export async function readAccess(
  sources: AccessSources,
  subscriptionId: string,
  scope: string,
  signal: AbortSignal,
): Promise<AccessSnapshot> {
  const readAt = new Date().toISOString();
  const unread: UnreadPart[] = [];
  const tried = tryRead(unread);
  const client = authorizationClient(sources, subscriptionId);
  const [assignments, eligibilities, denies, classic, roles, parents] = await Promise.all([
    tried('assignments', scope, [], () => readAssignments(client, scope, signal)),
    tried('eligibilities', scope, [], () => readEligibilities(client, scope, signal)),
    tried('denies', scope, [], () => readDenies(client, scope, signal)),
    tried('classic-administrators', `/subscriptions/${subscriptionId}`, [], () =>
      readClassic(client, subscriptionId, signal),
    ),
    cloudReading('read the role definitions', () => readRoles(client, scope, signal)),
    tried('parent', `/subscriptions/${subscriptionId}`, [], () =>
      readParents(sources, subscriptionId, signal),
    ),
  ]);
  const holders = [...assignments, ...eligibilities];
  if (roles.kind === 'unread')
    for (const id of rolesOf(holders)) unread.push(unreadPart('role-definition', id, roles));
  const denied = denies.flatMap((one) => [...one.principals, ...one.excludedPrincipals]);
  const groupIds = [...holders.map(asPrincipal), ...denied]
    .filter((one) => one.kind === 'group')
    .map((one) => one.id);
  const { groups, members } = await readGroups(sources.directory, groupIds, tried, signal);
  const principals = [...members, ...(await readNames(sources.directory, holders, members, signal))];
  return {
    readAt,
    assignments,
    eligibilities,
    denies,
    classicAdministrators: classic,
    roles: roles.kind === 'read' ? roles.value : [],
    groups,
    principals: unique(principals),
    parents,
    unread,
  };
}

type Tried = <T>(what: UnreadKind, subject: string, otherwise: T, read: () => Promise<T>) => Promise<T>;

/** Reads, or notes what was not read and why. */
function tryRead(unread: UnreadPart[]): Tried {
  return async (what, subject, otherwise, read) => {
    const reading = await cloudReading('read who holds which role', read);
    if (reading.kind === 'read') return reading.value;
    unread.push(unreadPart(what, subject, reading));
    return otherwise;
  };
}

function unreadPart(what: UnreadKind, subject: string, { why }: { readonly why: UnreadWhy }): UnreadPart {
  return { what, subject, reason: why };
}

function rolesOf(holders: readonly RoleAssignment[]): ReadonlySet<string> {
  return new Set(holders.map((one) => one.roleDefinitionId));
}

async function readAssignments(
  client: AuthorizationManagementClient,
  scope: string,
  abortSignal: AbortSignal,
) {
  const listed = await allOf(client.roleAssignments.listForScope(scope, { abortSignal }));
  const { roleAssignmentScheduleInstances: timed } = client;
  const schedules = await orNoneUnlicensed(() => allOf(timed.listForScope(scope, { abortSignal })));
  return listed.map((one) => assignmentOf(one, schedules));
}

async function readEligibilities(
  client: AuthorizationManagementClient,
  scope: string,
  abortSignal: AbortSignal,
) {
  const { roleEligibilityScheduleInstances: eligible } = client;
  const listed = await orNoneUnlicensed(() => allOf(eligible.listForScope(scope, { abortSignal })));
  return listed.map(eligibilityOf);
}

/** A tenant without the licence of privileged identity management has no schedules: Azure says so instead of an empty list. */
async function orNoneUnlicensed<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch (error) {
    if (isRestError(error) && error.code === unlicensed) return [];
    throw error;
  }
}

async function readDenies(client: AuthorizationManagementClient, scope: string, abortSignal: AbortSignal) {
  return (await allOf(client.denyAssignments.listForScope(scope, { abortSignal }))).map(denyOf);
}

async function readRoles(client: AuthorizationManagementClient, scope: string, abortSignal: AbortSignal) {
  return (await allOf(client.roleDefinitions.list(scope, { abortSignal }))).map(roleOf);
}

/** Microsoft retired them on 31 August 2024: a service that no longer knows the question has none. */
async function readClassic(
  client: AuthorizationManagementClient,
  subscriptionId: string,
  abortSignal: AbortSignal,
) {
  try {
    const listed = await allOf(client.classicAdministrators.list({ abortSignal }));
    const subscription = `/subscriptions/${subscriptionId}`;
    return listed.flatMap(({ emailAddress: signInName }) =>
      signInName === undefined ? [] : [{ subscription, signInName }],
    );
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function asPrincipal(one: RoleAssignment) {
  return { id: one.principalId, kind: one.principalKind };
}

/** Groups and the groups within them, each once. */
async function readGroups(
  directory: DirectoryObjects,
  ids: readonly string[],
  tried: Tried,
  signal: AbortSignal,
): Promise<{ readonly groups: readonly Group[]; readonly members: readonly Principal[] }> {
  const groups: Group[] = [];
  const members: Principal[] = [];
  const seen = new Set<string>();
  const queue = [...ids];
  for (let id = queue.shift(); id !== undefined && seen.size < mostGroups; id = queue.shift()) {
    if (seen.has(id.toLowerCase())) continue;
    seen.add(id.toLowerCase());
    const groupId = id;
    const group = await tried('group', groupId, null, () => directory.group(groupId, signal));
    if (group === null) continue;
    groups.push({ id: groupId, name: group.name, members: group.members });
    members.push(...group.principals);
    queue.push(...group.members.filter((one) => one.kind === 'group').map((one) => one.id));
  }
  return { groups, members };
}

/** Names of those who hold a role themselves. Without them ids are shown: a name changes no answer. */
async function readNames(
  directory: DirectoryObjects,
  holders: readonly RoleAssignment[],
  known: readonly Principal[],
  signal: AbortSignal,
): Promise<readonly Principal[]> {
  const wanted = holders
    .filter((one) => one.principalKind !== 'group' && one.principalKind !== 'foreign-group')
    .map((one) => one.principalId)
    .filter((id) => !known.some((one) => one.id === id));
  const reading = await cloudReading('read the names of the holders', () =>
    directory.principals([...new Set(wanted)], signal),
  );
  return reading.kind === 'read' ? reading.value : [];
}

function unique(principals: readonly Principal[]): readonly Principal[] {
  return [...new Map(principals.map((one) => [one.id, one])).values()];
}
