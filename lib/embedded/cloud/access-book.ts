import { builtInRoles } from './built-in-roles.ts';
import type { AccessState, DenyAssignment, StateFile } from './cloud-state.ts';
import { gives, type RoleDefinition } from './role-definition.ts';
import { isWithin } from './scopes.ts';
import {
  everyone,
  type RoleAssignment,
  seededAssignments,
  seededEligibility,
  seededRoles,
} from './seeded-access.ts';
import { groups, type TenantGroup } from './tenant.ts';

/** Who may do what: what the tenant was set up with, and what was changed since, which outlives a restart. */
export interface AccessBook {
  definitions(): readonly RoleDefinition[];
  definition(guid: string): RoleDefinition | null;
  assignments(): readonly RoleAssignment[];
  eligible(): readonly RoleAssignment[];
  denies(): readonly DenyAssignment[];
  groups(): readonly TenantGroup[];
  /** The ids of all groups that somebody is in, through other groups too. */
  groupsOf(objectId: string): readonly string[];
  allows(objectId: string, scope: string, action: string, kind: 'action' | 'dataAction'): boolean;
  putDefinition(role: RoleDefinition): void;
  removeDefinition(guid: string): void;
  assign(assignment: RoleAssignment): void;
  unassign(guid: string): void;
  makeEligible(assignment: RoleAssignment): void;
  deny(assignment: DenyAssignment): void;
  setMembers(groupId: string, members: readonly string[], eligible: readonly string[]): void;
  eligibleMembers(groupId: string): readonly string[];
}

export function accessBook(store: StateFile, now: () => Date): AccessBook {
  const changed = store.state.access;
  const seeds = changed.seeded !== false;
  const inForce = (one: RoleAssignment) => one.endsAt === null || new Date(one.endsAt) > now();

  const definitions = () => [
    ...(seeds ? seededRoles : builtInRoles).filter(
      (one) => !changed.definitions.some((own) => own.guid === one.guid),
    ),
    ...changed.definitions,
  ];
  const definition = (guid: string) => definitions().find((one) => one.guid === guid.toLowerCase()) ?? null;
  const assignments = () =>
    [
      ...(seeds ? seededAssignments : []).filter((one) => !changed.unassigned.includes(one.guid)),
      ...changed.assignments,
    ].filter(inForce);
  const currentGroups = () =>
    groups.map((one) => ({ ...one, members: changed.members[one.id] ?? one.members }));

  function groupsOf(objectId: string): readonly string[] {
    const found = new Set<string>();
    const queue = [objectId];
    for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
      for (const group of currentGroups()) {
        if (!group.members.includes(member) || found.has(group.id)) continue;
        found.add(group.id);
        queue.push(group.id);
      }
    }
    return [...found];
  }

  function allows(objectId: string, scope: string, action: string, kind: 'action' | 'dataAction'): boolean {
    const asks = [objectId, ...groupsOf(objectId)];
    if (changed.denies.some((one) => forbids(one, asks, scope) && gives(one, action, kind))) return false;
    return assignments()
      .filter((one) => one.condition === null && asks.includes(one.principalId) && isWithin(scope, one.scope))
      .some((one) => {
        const role = definition(one.roleGuid);
        return role !== null && gives(role, action, kind);
      });
  }

  const keep = (change: (state: AccessState) => void) => {
    change(changed);
    store.save();
  };
  return {
    definitions,
    definition,
    assignments,
    eligible: () => [...(seeds ? seededEligibility : []), ...changed.eligible].filter(inForce),
    denies: () => changed.denies,
    groups: currentGroups,
    groupsOf,
    allows,
    putDefinition: (role) =>
      keep((state) => {
        state.definitions = [...state.definitions.filter((one) => one.guid !== role.guid), role];
      }),
    removeDefinition: (guid) =>
      keep((state) => {
        state.definitions = state.definitions.filter((one) => one.guid !== guid);
      }),
    assign: (assignment) => keep((state) => state.assignments.push(assignment)),
    unassign: (guid) =>
      keep((state) => {
        state.assignments = state.assignments.filter((one) => one.guid !== guid);
        state.unassigned.push(guid);
      }),
    makeEligible: (assignment) => keep((state) => state.eligible.push(assignment)),
    deny: (assignment) => keep((state) => state.denies.push(assignment)),
    setMembers: (groupId, members, mayActivate) =>
      keep((state) => {
        state.members[groupId] = members;
        state.eligibleMembers[groupId] = mayActivate;
      }),
    eligibleMembers: (groupId) => changed.eligibleMembers[groupId] ?? [],
  };
}

/** Whether a deny assignment is about these principals at this scope. */
function forbids(one: DenyAssignment, asks: readonly string[], scope: string): boolean {
  const same = scope.toLowerCase() === one.scope.toLowerCase();
  const covered = one.doNotApplyToChildScopes ? same : isWithin(scope, one.scope);
  const named = one.principals.some((id) => id === everyone || asks.includes(id));
  return covered && named && !one.excludePrincipals.some((id) => asks.includes(id));
}
