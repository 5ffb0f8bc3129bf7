import { type AccessIndex, roleKey, unreadPart } from './access-index.ts';
import type { RoleAssignment, UnreadPart } from './access-snapshot.ts';
import { conditionHolds } from './assignment-condition.ts';
import { type AzureScope, azureScope, coversScope, operationScope } from './azure-scope.ts';
import { type DeniesAt, type DenyEffect, deniesAt, denyEffect, type MembersOf } from './deny-effect.ts';
import { gatherHolders } from './gather-holders.ts';
import { groupMembers, type Membership } from './group-members.ts';
import { actionsOf, type GuardedAction } from './guarded-right.ts';
import type { FoundPath, HoldingPath, Manner, RightAnswer, RightQuestion } from './holding.ts';
import { earlier, inPeriod } from './period.ts';
import { permits } from './role-permission.ts';
import { unreadFor } from './unread-for.ts';

/**
 * Who can use a right on a place: by role assignments, active and eligible, through groups within groups, from every
 * place above, less what is denied. What could not be read never makes the answer smaller: a holder is then possible,
 * and what is not known is listed.
 * Source: Microsoft, What is Azure role-based access control, How Azure RBAC determines access.
 */
export function whoCan(index: AccessIndex, question: RightQuestion): RightAnswer {
  const search = newSearch(index, question);
  for (const asked of actionsOf(question.right)) {
    const call = newCall(search, asked);
    for (const assignment of index.snapshot.assignments) followAssignment(search, call, assignment, 'active');
    for (const assignment of index.snapshot.eligibilities) {
      followAssignment(search, call, assignment, 'eligible');
    }
    followClassicAdministrators(search, call);
  }
  const holders = gatherHolders(search.found);
  const unknown = [...unreadFor(index, question), ...search.unread.values()];
  return {
    right: question.right,
    scope: question.scope,
    at: question.at,
    readAt: index.snapshot.readAt,
    holders,
    unknown,
  };
}

interface Search {
  readonly index: AccessIndex;
  readonly question: RightQuestion;
  readonly scope: AzureScope;
  readonly membersOf: MembersOf;
  readonly found: FoundPath[];
  readonly unread: Map<string, UnreadPart>;
}

function newSearch(index: AccessIndex, question: RightQuestion): Search {
  const membersOf = remembered((groupId) => groupMembers(index, groupId, question.at));
  return { index, question, scope: azureScope(question.scope), membersOf, found: [], unread: new Map() };
}

/** One action that is looked for. What roles say of it and what denies it at a place is worked out once. */
interface Call {
  readonly asked: GuardedAction;
  readonly permitted: (roleDefinitionKey: string) => 'yes' | 'perhaps' | 'no' | 'unread';
  readonly deniesAt: (placeText: string) => DeniesAt;
}

function newCall({ index }: Search, asked: GuardedAction): Call {
  return {
    asked,
    permitted: remembered((key) => {
      const role = index.roles.get(key);
      return role === undefined ? 'unread' : permits(role.permissions, asked);
    }),
    deniesAt: remembered((placeText) => deniesAt(index, asked, azureScope(placeText))),
  };
}

function remembered<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

function followAssignment(search: Search, call: Call, assignment: RoleAssignment, manner: Manner): void {
  const key = roleKey(assignment.roleDefinitionId);
  const permitted = call.permitted(key);
  const valid = inPeriod(assignment, search.question.at);
  if (permitted === 'no' || valid === 'no') return;
  const doubts: string[] = [];
  const place = placeOfUse(search, call.asked, azureScope(assignment.scope), doubts);
  if (place === null) return;

  if (permitted === 'unread') {
    note(search, unreadPart(search.index, 'role-definition', assignment.roleDefinitionId));
    doubts.push('its role definition was not read');
  }
  if (permitted === 'perhaps') doubts.push('its role carries a condition');
  if (valid === 'unknown') doubts.push('when it starts and ends could not be understood');
  if (conditionHolds(assignment.condition, call.asked.action) === 'perhaps')
    doubts.push('it carries a condition');

  const { id, scope, until } = assignment;
  const source: Source = {
    by: 'assignment',
    id,
    scope,
    role: search.index.roles.get(key)?.name ?? assignment.roleDefinitionId,
    until,
    place,
  };
  for (const member of assignees(search, assignment)) {
    addPath(search, call, source, { ...member, manner: weaker(manner, member.manner) }, doubts);
  }
}

/** Full control of a subscription's control plane, if Azure still honours it. Retired on 31 August 2024. */
function followClassicAdministrators(search: Search, call: Call): void {
  if (call.asked.plane === 'data') return;
  for (const { signInName, subscription } of search.index.snapshot.classicAdministrators) {
    const doubts = ['classic administrators are retired, and Azure may still honour them'];
    const place = placeOfUse(search, call.asked, azureScope(subscription), doubts);
    if (place === null) continue;
    const known = search.index.snapshot.principals.find(
      (principal) => principal.signInName?.toLowerCase() === signInName.toLowerCase(),
    );
    const id = known?.id ?? signInName;
    const source: Source = {
      by: 'classic-administrator',
      id,
      scope: subscription,
      role: 'classic administrator',
      until: null,
      place,
    };
    addPath(search, call, source, directly(id, known?.kind ?? 'unknown', 'active'), doubts);
  }
}

/** Where the call would be made by force of an assignment on `assigned`; null when it does not reach there. */
function placeOfUse(
  { index, question, scope }: Search,
  asked: GuardedAction,
  assigned: AzureScope,
  doubts: string[],
): AzureScope | null {
  const place = operationScope(scope, asked.actsOn);
  if (place === null) return null;
  const covers = coversScope(assigned, place, index.parents);
  if (covers === 'unknown') doubts.push('whether its management group lies above was not read');
  if (covers !== 'no') return place;
  if (question.reach === 'exactly' || coversScope(scope, assigned, index.parents) === 'no') return null;
  return operationScope(assigned, asked.actsOn)?.text === assigned.text ? assigned : null;
}

function assignees(search: Search, { principalId, principalKind }: RoleAssignment): readonly Membership[] {
  const listed = search.index.groups.has(principalId.toLowerCase());
  if (!listed && principalKind !== 'group' && principalKind !== 'foreign-group') {
    const kind = search.index.principals.get(principalId.toLowerCase())?.kind ?? principalKind;
    return [directly(principalId, kind, 'active')];
  }
  const { members, unread } = search.membersOf(principalId);
  for (const part of unread) note(search, part);
  return members;
}

function directly(id: string, kind: Membership['kind'], manner: Manner): Membership {
  return { id, kind, manner, certainty: 'certain', until: null, through: [] };
}

interface Source extends Pick<HoldingPath, 'by' | 'id' | 'scope' | 'role' | 'until'> {
  readonly place: AzureScope;
}

function addPath(
  search: Search,
  call: Call,
  { place, ...source }: Source,
  member: Membership,
  reasons: readonly string[],
): void {
  const denies = call.deniesAt(place.text);
  const effect = denyEffect(denies, member.id, search.membersOf);
  if (effect.denied) return;
  for (const part of [...effect.unread, ...denies.unreadLists]) note(search, part);
  const doubts = [...reasons, ...doubtsOf(member, effect, denies)];
  const principal = search.index.principals.get(member.id.toLowerCase());
  search.found.push({
    principal: { id: member.id, kind: member.kind, name: principal?.name ?? member.id },
    path: {
      ...source,
      through: member.through.map((id) => search.index.groups.get(id.toLowerCase())?.name ?? id),
      actions: [call.asked.action],
      manner: effect.unlessActivated ? 'eligible' : member.manner,
      certainty: doubts.length === 0 ? 'certain' : 'possible',
      until: earlier(source.until, member.until),
      doubts,
    },
  });
}

function doubtsOf(member: Membership, effect: DenyEffect, denies: DeniesAt): readonly string[] {
  const doubts: string[] = [];
  if (member.certainty === 'possible') {
    doubts.push('when a membership starts and ends could not be understood');
  }
  if (effect.perhaps) doubts.push('a deny assignment may apply');
  if (denies.unreadLists.length > 0) doubts.push('the deny assignments were not all read');
  return doubts;
}

function note(search: Search, part: UnreadPart): void {
  search.unread.set(`${part.what} ${part.subject.toLowerCase()}`, part);
}

function weaker(a: Manner, b: Manner): Manner {
  return a === 'active' ? b : a;
}
