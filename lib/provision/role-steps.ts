import { createHash } from 'node:crypto';
import {
  type Found,
  type FoundAssignment,
  type FoundRole,
  type FoundState,
  keyOf,
  subscriptionOf,
} from './found-state.ts';
import { type Left, type ProvisionPlan, unreadLeft } from './provision-plan.ts';
import type { Change, ProvisionStep } from './provision-step.ts';
import type { WantedRole, WantedState } from './wanted-state.ts';

/** Role definitions with exactly what they shall contain, then who bears them and who may activate them. */
export function roleSteps(wanted: WantedState, found: FoundState): ProvisionPlan {
  const roles = wanted.roles.map((role) => ({ role, is: found.roles.get(role.name) ?? notRead }));
  const guids = new Map(roles.map(({ role, is }) => [role.name, guidOf(role, is)]));
  const parts: readonly ProvisionPlan[] = [
    ...roles.map(({ role, is }) => definitionSteps(role, is, guids.get(role.name) ?? '')),
    ...wanted.assignments.map((one): ProvisionPlan => {
      const { identity, principal, role, scope } = one;
      const what = `the role ${role} of ${identity} on ${scope}`;
      if (principal === null)
        return { steps: [], left: [{ what, why: 'Nobody could say which object of the directory it is.' }] };
      const is = found.assignments.get(keyOf(subscriptionOf(scope))) ?? notRead;
      const roleGuid = guids.get(role) ?? '';
      if (is.state === 'unread') return { steps: [], left: unreadLeft(what, is) };
      if (bears(is, { principal, roleGuid, scope })) return { steps: [], left: [] };
      return { steps: [{ kind: 'assign-role', role, roleGuid, scope, principal, identity }], left: [] };
    }),
    ...wanted.eligibilities.map((one): ProvisionPlan => {
      const is = found.eligibilities.get(keyOf(one.scope)) ?? notRead;
      const roleGuid = guids.get(one.role) ?? '';
      const what = `the eligibility of ${one.principal} for ${one.role} on ${one.scope}`;
      if (is.state === 'unread') return { steps: [], left: unreadLeft(what, is) };
      if (bears(is, { ...one, roleGuid })) return { steps: [], left: [] };
      return { steps: [{ kind: 'make-eligible', ...one, roleGuid }], left: [] };
    }),
  ];
  return { steps: parts.flatMap((part) => part.steps), left: parts.flatMap((part) => part.left) };
}

const notRead = { state: 'unread', words: 'it was not read' } as const;

/** The id that a role gets if it has none yet: the same at every run, so that a broken-off run goes on. */
function guidOf(role: WantedRole, is: Found<FoundRole>): string {
  if (is.state === 'present') return is.value.guid;
  return stableGuid(`${role.name} ${role.scopes.map(keyOf).toSorted().join(' ')}`);
}

function definitionSteps(role: WantedRole, is: Found<FoundRole>, guid: string): ProvisionPlan {
  if (is.state === 'unread') return { steps: [], left: unreadLeft(`the role ${role.name}`, is) };
  const there = is.state === 'present' ? is.value : null;
  const scopes = [
    ...new Map([...(there?.scopes ?? []), ...role.scopes].map((one) => [keyOf(one), one])).values(),
  ];
  const covered = there === null ? scopes : there.scopes.some(isAbove) ? there.scopes : scopes;
  const step = (changes: readonly Change[]): ProvisionStep => ({
    kind: 'put-role',
    ...role,
    guid,
    home: role.scopes[0] ?? '',
    scopes: covered,
    changes,
  });
  if (there === null) return { steps: [step([])], left: [] };
  const changes = [
    ...listChange('actions', there.actions, role.actions),
    ...listChange('data actions', there.dataActions, role.dataActions),
    ...listChange('where it can be assigned', there.scopes, covered),
  ];
  const narrowed = [...there.notActions, ...there.notDataActions];
  if (narrowed.length > 0 && changes.length > 0) return { steps: [], left: [narrowedLeft(role, narrowed)] };
  return {
    steps: changes.length === 0 ? [] : [step(changes)],
    left: narrowed.length === 0 ? [] : [narrowedLeft(role, narrowed)],
  };
}

/** Whoever takes something away again meant it: writing the role anew would give it back. */
function narrowedLeft(role: WantedRole, narrowed: readonly string[]): Left {
  return { what: `the role ${role.name}`, why: `It takes away ${narrowed.join(', ')}, which stays so.` };
}

/** A management group or the tenant lies above every subscription that could be named here. */
function isAbove(scope: string): boolean {
  return !keyOf(scope).startsWith('/subscriptions/');
}

function listChange(
  property: string,
  before: readonly string[],
  after: readonly string[],
): readonly Change[] {
  const gained = after.filter((one) => !before.some((other) => keyOf(other) === keyOf(one)));
  const lost = before.filter((one) => !after.some((other) => keyOf(other) === keyOf(one)));
  if (gained.length + lost.length === 0) return [];
  return [{ property, before: lost.join(', ') || 'without', after: gained.join(', ') || 'no more' }];
}

function bears(
  is: Found<readonly FoundAssignment[]>,
  wanted: { readonly principal: string; readonly roleGuid: string; readonly scope: string },
): boolean {
  if (is.state !== 'present') return false;
  return is.value.some(
    (one) =>
      !one.conditional &&
      keyOf(one.principal) === keyOf(wanted.principal) &&
      keyOf(one.roleGuid) === keyOf(wanted.roleGuid) &&
      keyOf(one.scope) === keyOf(wanted.scope),
  );
}

/** A UUID of version 8 (RFC 9562 §5.8) made of what it names. */
export function stableGuid(name: string): string {
  const hex = createHash('sha256').update(`holdfast ${name}`).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
