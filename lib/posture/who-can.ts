import { type AccessIndex, roleKey, unreadPart } from './access-index.ts';
import type { RoleAssignment, UnreadPart } from './access-snapshot.ts';
import { conditionHolds } from './assignment-condition.ts';
import { type AzureScope, azureScope, coversScope, operationScope } from './azure-scope.ts';
import { type DenyEffect, denyEffect, type MembersOf } from './deny-effect.ts';
import { gatherHolders } from './gather-holders.ts';
import { type GroupMembers, groupMembers, type Membership } from './group-members.ts';
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
    for (const assignment of index.snapshot.assignments)
      followAssignment(search, asked, assignment, 'active');
    for (const assignment of index.snapshot.eligibilities)
      followAssignment(search, asked, assignment, 'eligible');
    followClassicAdministrators(search, asked);
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
  const known = new Map<string, GroupMembers>();
  const membersOf = (groupId: string): GroupMembers => {
    const members = known.get(groupId.toLowerCase()) ?? groupMembers(index, groupId, question.at);
    known.set(groupId.toLowerCase(), members);
    return members;
  };
  return { index, question, scope: azureScope(question.scope), membersOf, found: [], unread: new Map() };
}

function followAssignment(
  search: Search,
  asked: GuardedAction,
  assignment: RoleAssignment,
  manner: Manner,
): void {
  const doubts: string[] = [];
  const place = placeOfUse(search, asked, azureScope(assignment.scope), doubts);
  if (place === null) return;
  const role = search.index.roles.get(roleKey(assignment.roleDefinitionId));
  const permitted = role === undefined ? 'perhaps' : permits(role.permissions, asked);
  const valid = inPeriod(assignment, search.question.at);
  if (permitted === 'no' || valid === 'no') return;

  if (role === undefined) {
    note(search, unreadPart(search.index, 'role-definition', assignment.roleDefinitionId));
    doubts.push('its role definition was not read');
  } else if (permitted === 'perhaps') doubts.push('its role carries a condition');
  if (valid === 'unknown') doubts.push('when it starts and ends could not be understood');
  if (conditionHolds(assignment.condition, asked.action) === 'perhaps') doubts.push('it carries a condition');

  const { id, scope, until } = assignment;
  const source: Source = {
    by: 'assignment',
    id,
    scope,
    role: role?.name ?? assignment.roleDefinitionId,
    until,
    place,
  };
  for (const member of assignees(search, assignment)) {
    addPath(search, asked, source, { ...member, manner: weaker(manner, member.manner) }, doubts);
  }
}

/** Full control of a subscription's control plane, if Azure still honours it. Retired on 31 August 2024. */
function followClassicAdministrators(search: Search, asked: GuardedAction): void {
  if (asked.plane === 'data') return;
  for (const { signInName, subscription } of search.index.snapshot.classicAdministrators) {
    const doubts = ['classic administrators are retired, and Azure may still honour them'];
    const place = placeOfUse(search, asked, azureScope(subscription), doubts);
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
    addPath(search, asked, source, directly(id, known?.kind ?? 'unknown', 'active'), doubts);
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
  asked: GuardedAction,
  { place, ...source }: Source,
  member: Membership,
  reasons: readonly string[],
): void {
  const effect = denyEffect(search.index, member.id, { asked, place }, search.membersOf);
  if (effect.denied) return;
  for (const part of effect.unread) note(search, part);
  const doubts = [...reasons, ...doubtsOf(search, member, effect, place)];
  const principal = search.index.principals.get(member.id.toLowerCase());
  search.found.push({
    principal: { id: member.id, kind: member.kind, name: principal?.name ?? member.id },
    path: {
      ...source,
      through: member.through.map((id) => search.index.groups.get(id.toLowerCase())?.name ?? id),
      actions: [asked.action],
      manner: effect.unlessActivated ? 'eligible' : member.manner,
      certainty: doubts.length === 0 ? 'certain' : 'possible',
      until: earlier(source.until, member.until),
      doubts,
    },
  });
}

function doubtsOf(
  search: Search,
  member: Membership,
  effect: DenyEffect,
  place: AzureScope,
): readonly string[] {
  const doubts: string[] = [];
  if (member.certainty === 'possible')
    doubts.push('when a membership starts and ends could not be understood');
  if (effect.perhaps) doubts.push('a deny assignment may apply');
  const { snapshot, parents } = search.index;
  const unread = snapshot.unread.filter(
    ({ what, subject }) => what === 'denies' && coversScope(azureScope(subject), place, parents) !== 'no',
  );
  for (const part of unread) note(search, part);
  if (unread.length > 0) doubts.push('the deny assignments were not all read');
  return doubts;
}

function note(search: Search, part: UnreadPart): void {
  search.unread.set(`${part.what} ${part.subject.toLowerCase()}`, part);
}

function weaker(a: Manner, b: Manner): Manner {
  return a === 'active' ? b : a;
}
