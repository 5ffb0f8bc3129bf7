import type { AccessIndex } from './access-index.ts';
import type { DeniedPrincipal, DenyAssignment, UnreadPart } from './access-snapshot.ts';
import { conditionHolds } from './assignment-condition.ts';
import { type AzureScope, azureScope, coversScope } from './azure-scope.ts';
import type { GroupMembers } from './group-members.ts';
import type { GuardedAction } from './guarded-right.ts';
import { permits } from './role-permission.ts';

/** What the denies leave of one action to one principal: nothing, or the rest under these two reservations. */
export interface DenyEffect {
  readonly denied: boolean;
  readonly perhaps: boolean; // a deny may apply
  readonly unlessActivated: boolean; // a deny applies until the person activates the membership that it spares
  readonly unread: readonly UnreadPart[]; // groups that decide over it and were not read
}

/** Members of a group at the instant asked for. */
export type MembersOf = (groupId: string) => GroupMembers;

/** The denies that may bear on one action at one place, found once for all principals. */
export interface DeniesAt {
  readonly denies: readonly { readonly deny: DenyAssignment; readonly certain: boolean }[];
  readonly unreadLists: readonly UnreadPart[]; // places above whose denies were not read
}

export function deniesAt(index: AccessIndex, asked: GuardedAction, place: AzureScope): DeniesAt {
  const { snapshot, parents } = index;
  const denies = snapshot.denies.flatMap((deny) => {
    const applies = appliesTo(index, deny, { asked, place });
    return applies === 'no' ? [] : [{ deny, certain: applies === 'yes' }];
  });
  const unreadLists = snapshot.unread.filter(
    ({ what, subject }) => what === 'denies' && coversScope(azureScope(subject), place, parents) !== 'no',
  );
  return { denies, unreadLists };
}

/**
 * What the denies leave to a principal. A deny wins over every role, also over what was assigned further down. Where
 * it is not certain that it applies, it denies perhaps.
 * Source: Microsoft, Understand Azure deny assignments.
 */
export function denyEffect({ denies }: DeniesAt, principalId: string, membersOf: MembersOf): DenyEffect {
  const unread: UnreadPart[] = [];
  let perhaps = false;
  let unlessActivated = false;
  for (const { deny, certain: applies } of denies) {
    const named = isNamed(deny.principals, principalId, membersOf);
    // one need not activate the membership that would deny
    if (named.is === 'no' || named.is === 'if-activated') continue;
    const spared = isNamed(deny.excludedPrincipals, principalId, membersOf);
    if (spared.is === 'yes') continue;
    unread.push(...named.unread, ...spared.unread);
    const certain = applies && named.is === 'yes';
    if (certain && spared.is === 'no') return { denied: true, perhaps, unlessActivated, unread: [] };
    if (certain && spared.is === 'if-activated') unlessActivated = true;
    else perhaps = true;
  }
  return { denied: false, perhaps, unlessActivated, unread };
}

function appliesTo(
  { parents }: AccessIndex,
  deny: DenyAssignment,
  { asked, place }: { readonly asked: GuardedAction; readonly place: AzureScope },
): 'yes' | 'perhaps' | 'no' {
  if (deny.effect === 'audit') return 'no';
  const scope = azureScope(deny.scope);
  if (!deny.appliesToChildScopes && !(scope.text === place.text && actsOnItself(asked, place))) return 'no';
  const covers = coversScope(scope, place, parents);
  const contains = permits(deny.permissions, asked);
  if (covers === 'no' || contains === 'no') return 'no';
  const certain =
    deny.effect === 'enforced' &&
    covers === 'yes' &&
    contains === 'yes' &&
    conditionHolds(deny.condition, asked.action) === 'yes';
  return certain ? 'yes' : 'perhaps';
}

/** Clearing a hold "on an account" happens on the containers below it, which a deny for the account alone spares. */
function actsOnItself({ actsOn }: GuardedAction, place: AzureScope): boolean {
  return actsOn === null || actsOn.toLowerCase() === place.resourceType;
}

interface Named {
  readonly is: 'yes' | 'perhaps' | 'if-activated' | 'no';
  readonly unread: readonly UnreadPart[];
}

function isNamed(list: readonly DeniedPrincipal[], principalId: string, membersOf: MembersOf): Named {
  const id = principalId.toLowerCase();
  if (list.some((one) => one.kind === 'everyone' || one.id.toLowerCase() === id))
    return { is: 'yes', unread: [] };
  const groups = list.filter(
    ({ kind }) => kind === 'group' || kind === 'foreign-group' || kind === 'unknown',
  );
  const looked = groups.map((group) => membersOf(group.id));
  const ways = looked.flatMap(({ byId }) => byId.get(id) ?? []);
  if (ways.some((way) => way.manner === 'active' && way.certainty === 'certain'))
    return { is: 'yes', unread: [] };
  const unread = looked.flatMap((group) => group.unread);
  if (unread.length > 0 || ways.some(({ manner }) => manner === 'active')) return { is: 'perhaps', unread };
  if (ways.length === 0) return { is: 'no', unread: [] };
  return {
    is: ways.some(({ certainty }) => certainty === 'certain') ? 'if-activated' : 'perhaps',
    unread: [],
  };
}
