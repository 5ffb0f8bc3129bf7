import { type AccessIndex, roleKey } from './access-index.ts';
import type { RoleAssignment } from './access-snapshot.ts';
import { matchesAction } from './action-pattern.ts';
import type { IdentityWithinItsRole } from './control.ts';
import { groupMembers } from './group-members.ts';
import { inPeriod } from './period.ts';
import { fail, type Judgement, pass, unknown } from './posture-facts.ts';

/**
 * Whether every role that an identity bears, anywhere and also through groups, stays within the allowed patterns. What
 * a role subtracts is not counted in its favour: a role with a wildcard is too broad for a machine.
 */
export function judgeIdentity(access: AccessIndex, control: IdentityWithinItsRole, at: string): Judgement {
  const borne = rolesBorne(access, control, at);
  const certain = borne.filter(({ bears }) => bears === 'yes').map(({ what }) => what);
  const raw = certain.length === 0 ? 'no role' : [...new Set(certain)].toSorted().join('; ');
  const beyond = borne.filter(({ bears, extra }) => bears === 'yes' && extra !== null && extra.length > 0);
  if (beyond.length > 0) return fail(raw, beyond.map(beyondWords).join(' '));
  const doubts = [...unreadLists(access), ...borne.flatMap(doubtWords)];
  return doubts.length > 0 ? unknown(raw, doubts.join(' ')) : pass(raw);
}

/** One assignment that reaches the identity, or may. `extra`: its patterns that are not allowed; null when unread. */
interface Borne {
  readonly what: string;
  readonly bears: 'yes' | 'unknown';
  readonly extra: readonly string[] | null;
}

function rolesBorne(access: AccessIndex, control: IdentityWithinItsRole, at: string): readonly Borne[] {
  const { assignments, eligibilities } = access.snapshot;
  return [...assignments, ...eligibilities].flatMap((assignment) => {
    const bears = isBorneBy(access, assignment, control.identity, at);
    if (bears === 'no' || inPeriod(assignment, at) === 'no') return [];
    const role = access.roles.get(roleKey(assignment.roleDefinitionId));
    const what = `${role?.name ?? assignment.roleDefinitionId} on ${assignment.scope}`;
    const extra = role?.permissions.flatMap((permission) => [
      ...outside(permission.actions, control.actions),
      ...outside(permission.dataActions, control.dataActions),
    ]);
    return [{ what, bears, extra: extra ?? null }];
  });
}

function beyondWords({ what, extra }: Borne): string {
  return `${what} contains ${extra?.join(', ')}.`;
}

function doubtWords({ what, bears, extra }: Borne): readonly string[] {
  if (extra?.length === 0) return [];
  if (bears === 'unknown') return [`It may bear ${what} through a group that was not read.`];
  return [`What ${what} contains was not read.`];
}

function unreadLists({ snapshot }: AccessIndex): readonly string[] {
  return snapshot.unread
    .filter(({ what }) => what === 'assignments' || what === 'eligibilities')
    .map(({ what, subject }) => `The ${what} of ${subject} were not read.`);
}

function isBorneBy(
  access: AccessIndex,
  { principalId, principalKind }: RoleAssignment,
  identity: string,
  at: string,
): 'yes' | 'no' | 'unknown' {
  const id = identity.toLowerCase();
  if (principalId.toLowerCase() === id) return 'yes';
  const isGroup = principalKind === 'group' || principalKind === 'foreign-group';
  if (!isGroup && !access.groups.has(principalId.toLowerCase())) return 'no';
  const { byId, unread } = groupMembers(access, principalId, at);
  if (byId.has(id)) return 'yes';
  return unread.length > 0 ? 'unknown' : 'no';
}

function outside(given: readonly string[], allowed: readonly string[]): readonly string[] {
  return given.filter((pattern) => !allowed.some((wider) => matchesAction(wider, pattern)));
}
