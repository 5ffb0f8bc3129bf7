import type { ProductIdentity } from '../posture/identity-roles.ts';
import { containerId, keyOf, subscriptionOf } from './found-state.ts';
import type { ImportPlace } from './import-places.ts';
import { productRoles } from './product-roles.ts';
import type { Left } from './provision-plan.ts';
import type { WantedAssignment, WantedGroup, WantedState } from './wanted-state.ts';

/** What the SOC's settings name. `identities`: those that are set up, null where nobody knows their object. */
export interface SocHouse {
  readonly account: string;
  readonly region: string;
  readonly snapshotGroups: readonly WantedGroup[];
  readonly containers: readonly string[]; // in the account, never protected
  readonly dataKeysContainer: string | null; // one of them, where it lies in this account
  readonly stagingContainer: string;
  readonly workspace: string | null;
  readonly privateEndpoints: readonly string[];
  readonly subnet: string | null;
  readonly sources: readonly string[]; // subscriptions whose machines are taken
  readonly workingCopies: string | null; // a resource group
  readonly workstations: string | null; // a resource group
  readonly imports: readonly ImportPlace[];
  readonly identities: Readonly<Partial<Record<ProductIdentity, string | null>>>;
  readonly controllers: readonly string[];
}

/** All that the SOC's subscription must have for the product. */
export function wantedOfSoc(house: SocHouse): WantedState {
  const { account, region, workspace } = house;
  const soc = subscriptionOf(account);
  return {
    groups: groupsOf(house),
    accounts: [{ id: account, region }],
    endpoints: house.privateEndpoints.map((id) => ({ id, account, region, subnet: house.subnet })),
    containers: house.containers.map((name) => ({ account, name, retentionDays: null })),
    logs: workspace === null ? [] : [{ account, workspace }],
    locks: [
      {
        scope: account,
        name: 'holdfast-locker',
        notes: 'Evidence. Only the two controllers may take this lock away.',
      },
    ],
    roles: productRoles
      .filter(({ name }) => name !== anchorerRole)
      .map((role) => ({ ...role, scopes: [...new Set([soc, ...furtherScopes(role.name, house)])] })),
    assignments: assignmentsOf(house),
    eligibilities: house.controllers.map((principal) => ({
      principal,
      role: 'Holdfast Controller',
      scope: groupOf(account),
    })),
    unplaced: unplacedOf(house),
  };
}

/** What the department that keeps the anchors makes in a subscription of its own. */
export interface AnchorsHouse {
  readonly account: string;
  readonly region: string;
  readonly container: string;
  readonly retentionDays: number;
  readonly anchorer: string | null;
}

/** A closed account with one container under locked retention, to which the anchorer alone adds. */
export function wantedOfAnchors(house: AnchorsHouse): WantedState {
  const { account, region, container, retentionDays, anchorer } = house;
  const scope = containerId(account, container);
  return {
    groups: [{ id: groupOf(account), region }],
    accounts: [{ id: account, region }],
    endpoints: [],
    containers: [{ account, name: container, retentionDays }],
    logs: [],
    locks: [{ scope: account, name: 'holdfast-anchors', notes: 'Anchors of a ledger of evidence.' }],
    roles: productRoles
      .filter(({ name }) => name === anchorerRole)
      .map((role) => ({ ...role, scopes: [subscriptionOf(account)] })),
    assignments: [{ identity: 'anchorer', principal: anchorer, role: anchorerRole, scope }],
    eligibilities: [],
    unplaced: [],
  };
}

const anchorerRole = 'Holdfast Ledger Anchorer';
const inSources: readonly string[] = ['Holdfast Reader', 'Holdfast Source Reader'];

/** Where a role can be assigned besides the SOC's subscription. */
function furtherScopes(role: string, { sources, imports }: SocHouse): readonly string[] {
  const places = imports.flatMap((one) => (one.role === role && one.scope !== null ? [one.scope] : []));
  return [...(inSources.includes(role) ? sources : []), ...places.map(subscriptionOf)];
}

/** Places that an importer was set up for, and of which an address alone is known. */
function unplacedOf({ imports, identities }: SocHouse): readonly Left[] {
  if (identities.importer === undefined) return [];
  return imports
    .filter(({ scope }) => scope === null)
    .map(({ role, what }) => ({
      what: `the role ${role} of importer on ${what}`,
      why: 'Its address does not say where it lies: name the resource with --import-from.',
    }));
}

function groupsOf(house: SocHouse): readonly WantedGroup[] {
  const { region } = house;
  const all: readonly WantedGroup[] = [
    { id: groupOf(house.account), region },
    ...house.snapshotGroups,
    ...house.privateEndpoints.map((id) => ({ id: groupOf(id), region })),
    ...(house.workingCopies === null ? [] : [{ id: house.workingCopies, region }]),
  ];
  return [...new Map(all.map((one) => [keyOf(one.id), one])).values()];
}

/** Who bears what where, as the README's table of identities says. The vault's own rights are the vault's owner's. */
function assignmentsOf(house: SocHouse): readonly WantedAssignment[] {
  const { account, dataKeysContainer, workspace, workingCopies, workstations, sources } = house;
  const soc = subscriptionOf(account);
  const dataKeys = dataKeysContainer === null ? null : containerId(account, dataKeysContainer);
  const all: readonly (readonly [ProductIdentity, string, string | null])[] = [
    ...[soc, ...sources].map((scope) => ['reader', 'Holdfast Reader', scope] as const),
    ...sources.map((scope) => ['acquirer', 'Holdfast Source Reader', scope] as const),
    ...house.snapshotGroups.map(({ id }) => ['acquirer', 'Holdfast Snapshot Operator', id] as const),
    ['acquirer', 'Holdfast Operation Poller', soc],
    ['locker', 'Holdfast Evidence Writer', account],
    ['locker', 'Holdfast Staging Cleaner', containerId(account, house.stagingContainer)],
    ['custodian', 'Holdfast Custodian', account],
    ['sequencer', 'Holdfast Data Key Keeper', dataKeys],
    ['eraser', 'Holdfast Data Key Eraser', dataKeys],
    ['disposer', 'Holdfast Disposer', account],
    ['link-signer', 'Holdfast Link Signer', account],
    ['disk-exporter', 'Holdfast Disk Exporter', workingCopies],
    ['disk-exporter', 'Holdfast Disk Attacher', workstations],
    ['disk-exporter', 'Holdfast Operation Poller', workingCopies === null ? null : soc],
    ['log-reader', 'Holdfast Log Reader', workspace],
    ...house.imports.map(({ role, scope }) => ['importer', role, scope] as const),
  ];
  return all.flatMap(([identity, role, scope]) => {
    const principal = house.identities[identity];
    return principal === undefined || scope === null ? [] : [{ identity, principal, role, scope }];
  });
}

function groupOf(id: string): string {
  return id.split('/').slice(0, 5).join('/');
}
