import { readFileSync } from 'node:fs';
import type {
  AccessSnapshot,
  AssigneeKind,
  DeniedPrincipal,
  PrincipalKind,
  RoleAssignment,
  RoleDefinition,
  RolePermission,
} from '../../../lib/posture/access-snapshot.ts';
import type { HoldingPath, RightAnswer } from '../../../lib/posture/holding.ts';
import type { Tenant, TenantAsk, TenantDeny, TenantGrant, TenantMember, TenantPermission } from './tenant.ts';

export const noon = '2026-11-21T12:00:00Z';

const soc = '/subscriptions/5c5c5c5c-0000-4000-8000-000000000001';
const prod = '/subscriptions/9d9d9d9d-0000-4000-8000-000000000002';
const locker = `${soc}/resourceGroups/rg-evidence/providers/Microsoft.Storage/storageAccounts/stlocker`;

/** Where the names of places stand. */
export const places: Readonly<Record<string, string>> = {
  tenant: '/',
  'mg-root': '/providers/Microsoft.Management/managementGroups/mg-root',
  'mg-soc': '/providers/Microsoft.Management/managementGroups/mg-soc',
  soc,
  evidence: `${soc}/resourceGroups/rg-evidence`,
  'evidence-old': `${soc}/resourceGroups/rg-evidence-old`,
  other: `${soc}/resourceGroups/rg-other`,
  locker,
  'inc-1': `${locker}/blobServices/default/containers/inc-1`,
  'inc-2': `${locker}/blobServices/default/containers/inc-2`,
  snapshots: `${soc}/resourceGroups/rg-snapshots`,
  snapshot: `${soc}/resourceGroups/rg-snapshots/providers/Microsoft.Compute/snapshots/snap-1`,
  prod,
  'prod-group': `${prod}/resourceGroups/rg-web`,
  'prod-disk': `${prod}/resourceGroups/rg-web/providers/Microsoft.Compute/disks/os-1`,
  'old-store': `${prod}/resourceGroups/rg-web/providers/Microsoft.ClassicStorage/storageAccounts/oldstore`,
};

/** The place of a name; a name in capitals is the same place, written in capitals. */
export function place(name: string): string {
  const found = places[name] ?? places[name.toLowerCase()]?.toUpperCase();
  if (found === undefined) throw new Error(`No place is called ${name}.`);
  return found;
}

/** What would have been read of the tenant. */
export function buildSnapshot(tenant: Tenant): AccessSnapshot {
  const grants = tenant.grants ?? [];
  const parents = { soc: 'mg-soc', 'mg-soc': 'mg-root', prod: 'mg-root', 'mg-root': null };
  const unreadParents = (tenant.unread ?? []).filter(({ what }) => what === 'parent').map(({ on }) => on);
  return {
    readAt: noon,
    assignments: grants
      .filter(({ eligible }) => !eligible)
      .map((grant, i) => assignment(tenant, grant, `a${i}`)),
    eligibilities: grants
      .filter(({ eligible }) => eligible)
      .map((grant, i) => assignment(tenant, grant, `e${i}`)),
    denies: (tenant.denies ?? []).map((deny, i) => ({
      id: `d${i}`,
      scope: place(deny.on),
      appliesToChildScopes: deny.onlyHere !== true,
      effect: deny.effect ?? 'enforced',
      principals: deny.to === 'everyone' ? [everyone] : deny.to.map((name) => denied(tenant, name)),
      excludedPrincipals: (deny.except ?? []).map((name) => denied(tenant, name)),
      permissions: [denyPermission(deny)],
      condition: deny.when ?? null,
    })),
    classicAdministrators: Object.keys(tenant.classic ?? {}).map((signInName) => ({
      subscription: soc,
      signInName,
    })),
    roles: [...builtInRoles, ...customRoles(tenant)],
    groups: Object.entries(tenant.groups ?? {}).flatMap(([name, members]) =>
      members === 'unreadable'
        ? []
        : [{ id: `id-${name}`, name, members: members.map((member) => groupMember(tenant, member)) }],
    ),
    principals: peopleOf(tenant).map((name) => ({
      id: `id-${name}`,
      name,
      kind: kindOf(name),
      signInName: name.includes('-') ? null : `${name}@example.com`,
    })),
    parents: Object.entries(parents)
      .filter(([name]) => !unreadParents.includes(name))
      .map(([name, parent]) => ({ scope: place(name), parent: parent === null ? null : place(parent) })),
    unread: (tenant.unread ?? []).map(({ what, on }) => ({ what, subject: place(on), reason: 'refused' })),
  };
}

/** The answer in the notation of the tenants. */
export function holdersOf(answer: RightAnswer): readonly string[] {
  return answer.holders.map(({ principal, paths }) => {
    const [best] = paths;
    if (best === undefined) throw new Error('A holder without a path.');
    const through = best.through.length > 0 ? ` through ${best.through.join(' > ')}` : '';
    const perhaps = best.certainty === 'possible' ? 'perhaps ' : '';
    return `${perhaps}${principal.name} ${best.manner}: ${roleOf(best)} on ${nameOf(best.scope)}${through}`;
  });
}

export function unknownOf(answer: RightAnswer): readonly string[] {
  return answer.unknown.map(({ what, subject }) => `${what} ${nameOf(subject)}`);
}

/** Expected holders in the order of their names. */
export function expectedHolders({ holders }: TenantAsk): readonly string[] {
  const bare = (line: string) => line.replace(/^perhaps /, '');
  return [...holders].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
}

const everyone: DeniedPrincipal = { id: '00000000-0000-0000-0000-000000000000', kind: 'everyone' };

const builtInRoles = (
  JSON.parse(
    readFileSync(new URL('../../vectors/azure-roles/built-in-roles.json', import.meta.url), 'utf8'),
  ) as {
    readonly id: string;
    readonly name: string;
    readonly permissions: readonly TenantPermission[];
  }[]
).map((role): RoleDefinition => ({ ...role, permissions: role.permissions.map(permission) }));

function assignment(tenant: Tenant, grant: TenantGrant, id: string): RoleAssignment {
  return {
    id,
    scope: place(grant.on),
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId(grant.role)}`,
    principalId: `id-${grant.to}`,
    principalKind: assigneeKind(tenant, grant.to),
    condition: grant.when ?? null,
    from: grant.from ?? null,
    until: grant.until ?? null,
  };
}

function roleId(name: string): string {
  return (builtInRoles.find((role) => role.name === name)?.id ?? `custom-${name}`).toUpperCase();
}

function customRoles(tenant: Tenant): readonly RoleDefinition[] {
  return Object.entries(tenant.roles ?? {}).flatMap(([name, permissions]) =>
    permissions === 'unreadable'
      ? []
      : [{ id: `custom-${name}`, name, permissions: permissions.map(permission) }],
  );
}

function permission(given: TenantPermission): RolePermission {
  return {
    actions: given.actions ?? [],
    notActions: given.notActions ?? [],
    dataActions: given.dataActions ?? [],
    notDataActions: given.notDataActions ?? [],
    condition: given.condition ?? null,
  };
}

function denyPermission({ actions, notActions, dataActions, notDataActions }: TenantDeny): RolePermission {
  return {
    actions: actions ?? [],
    notActions: notActions ?? [],
    dataActions: dataActions ?? [],
    notDataActions: notDataActions ?? [],
    condition: null,
  };
}

function denied(tenant: Tenant, name: string): DeniedPrincipal {
  return { id: `id-${name}`, kind: assigneeKind(tenant, name) };
}

function groupMember(tenant: Tenant, member: TenantMember) {
  const written = typeof member === 'string' ? member : member.name;
  const name = written.replace(/\?$/, '');
  return {
    id: `id-${name}`,
    kind: assigneeKind(tenant, name),
    eligible: written.endsWith('?'),
    from: null,
    until: typeof member === 'string' ? null : member.until,
  };
}

function assigneeKind(tenant: Tenant, name: string): AssigneeKind {
  if (name.startsWith('fg-')) return 'foreign-group';
  return name in (tenant.groups ?? {}) ? 'group' : kindOf(name);
}

function kindOf(name: string): PrincipalKind {
  if (name.startsWith('sp-')) return 'service-principal';
  return name.startsWith('mi-') ? 'managed-identity' : 'person';
}

function peopleOf(tenant: Tenant): readonly string[] {
  const members = Object.values(tenant.groups ?? {}).flatMap((list) => (list === 'unreadable' ? [] : list));
  const names = [
    ...(tenant.grants ?? []).map(({ to }) => to),
    ...members.map((member) => (typeof member === 'string' ? member : member.name).replace(/\?$/, '')),
    'cara',
  ];
  return [...new Set(names)].filter((name) => !name.startsWith('fg-') && !(name in (tenant.groups ?? {})));
}

function roleOf({ by, role }: HoldingPath): string {
  if (by === 'classic-administrator') return 'classic';
  return role.slice(role.lastIndexOf('/') + 1).replace(/^CUSTOM-MYSTERY$/, 'Mystery');
}

function nameOf(subject: string): string {
  const known = Object.entries(places).find(
    ([, scope]) => scope.toLowerCase() === subject.toLowerCase(),
  )?.[0];
  return (
    known ??
    subject
      .replace(/^.*\//, '')
      .replace(/^id-/, '')
      .replace(/^CUSTOM-MYSTERY$/, 'Mystery')
  );
}
