import { describe, expect, it } from 'vitest';
import { matchesAction } from '../../../lib/posture/action-pattern.ts';
import { actionsOf } from '../../../lib/posture/guarded-right.ts';
import { identityRoles } from '../../../lib/posture/identity-roles.ts';
import { containerId, type FoundState, keyOf } from '../../../lib/provision/found-state.ts';
import { importPlaces } from '../../../lib/provision/import-places.ts';
import { planProvision } from '../../../lib/provision/plan.ts';
import { productRoles } from '../../../lib/provision/product-roles.ts';
import { type SocHouse, wantedOfSoc } from '../../../lib/provision/soc-house.ts';
import type { WantedState } from '../../../lib/provision/wanted-state.ts';

const soc = '/subscriptions/11111111-1111-4111-8111-111111111111';
const account = `${soc}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/locker`;
const workspace = `${soc}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law`;
const nothing: WantedState = {
  groups: [],
  accounts: [],
  endpoints: [],
  containers: [],
  logs: [],
  locks: [],
  roles: [],
  assignments: [],
  eligibilities: [],
  unplaced: [],
};
const other = '/subscriptions/22222222-2222-4222-8222-222222222222';
const importFrom = [
  `${soc}/resourceGroups/in/providers/Microsoft.Storage/storageAccounts/SocStaging`,
  `${other}/resourceGroups/pcs/providers/Microsoft.Storage/storageAccounts/cloudpcs`,
  `${soc}/resourceGroups/old/providers/Microsoft.KeyVault/vaults/old-room`,
];
const addresses = {
  containers: [
    'https://socstaging.blob.core.windows.net/evidence-in',
    'https://cloudpcs.blob.core.windows.net/review',
    undefined,
  ],
  vault: 'https://old-room.vault.azure.net',
};
const nothingFound: FoundState = {
  groups: new Map(),
  accounts: new Map(),
  endpoints: new Map(),
  containers: new Map(),
  logs: new Map(),
  locks: new Map(),
  roles: new Map(),
  assignments: new Map(),
  eligibilities: new Map(),
};

describe('what provisioning would do', () => {
  it('leaves a stricter guard alone: newer TLS, a perimeter, a lock from above that allows only reading', () => {
    const wanted = {
      ...nothing,
      accounts: [{ id: account, region: 'westeurope' }],
      locks: [{ scope: account, name: 'own', notes: '' }],
    };
    const value = {
      region: 'westeurope',
      publicNetworkAccess: 'SecuredByPerimeter',
      defaultAction: 'Deny',
      addresses: [],
      subnets: [],
      resources: [],
      bypass: 'None',
      sharedKeys: false,
      anonymousAccess: false,
      httpsOnly: true,
      minimumTls: 'TLS1_3',
    };
    const found: FoundState = {
      ...nothingFound,
      accounts: new Map([[keyOf(account), { state: 'present', value }]]),
      locks: new Map([[keyOf(account), { state: 'present', value: [{ level: 'ReadOnly' }] }]]),
    };
    expect(planProvision(wanted, found)).toEqual({ steps: [], left: [] });
  });

  it.each([
    ['none', null, ['set-retention 30', 'lock-retention 30']],
    ['a shorter one', policy(false, 7), ['set-retention 30', 'lock-retention 30']],
    ['a longer one that is not locked', policy(false, 90), ['lock-retention 90']],
    ['a shorter locked one', policy(true, 7), ['extend-retention 30']],
    ['a longer locked one', policy(true, 90), []],
  ])('retention of 30 days where there is %s', (_, is, expected) => {
    const wanted = { ...nothing, containers: [{ account, name: 'ledger', retentionDays: 30 }] };
    const { steps } = planProvision(wanted, withContainer('ledger', is));
    expect(steps.map((step) => `${step.kind} ${'days' in step ? step.days : ''}`)).toEqual(expected);
  });

  it('leaves to a person a container that should be unprotected and is not, and one that can grow no more', () => {
    const staging = { ...nothing, containers: [{ account, name: 'staging', retentionDays: null }] };
    expect(planProvision(staging, withContainer('staging', policy(true, 7))).left).toHaveLength(1);
    const worn = { ...nothing, containers: [{ account, name: 'ledger', retentionDays: 30 }] };
    const found = withContainer('ledger', { locked: true, days: 7, extensionsLeft: 0 });
    expect(planProvision(worn, found)).toMatchObject({ steps: [], left: [{ why: /extends them no more/ }] });
  });

  it('logs what is missing under a name of its own, and keeps a setting that feeds more', () => {
    const wanted = { ...nothing, logs: [{ account, workspace }] };
    const setting = (name: string, categories: readonly string[], to: string, feedsMore: boolean) => ({
      name,
      workspace: to,
      categories,
      groups: [],
      feedsMore,
    });
    const planned = (...value: ReturnType<typeof setting>[]) =>
      planProvision(wanted, {
        ...nothingFound,
        logs: new Map([[keyOf(account), { state: 'present', value }]]),
      }).steps;
    const audit = setting('audit', ['StorageRead'], workspace, false);
    expect(planned(audit)).toMatchObject([
      { name: 'holdfast-custody', categories: ['StorageWrite', 'StorageDelete'] },
    ]);
    expect(planned(setting('holdfast-custody', ['StorageRead'], `${workspace}-2`, false))).toMatchObject([
      { name: 'holdfast-custody-2', categories: ['StorageRead', 'StorageWrite', 'StorageDelete'] },
    ]);
    expect(planned(setting('holdfast-custody', ['StorageRead', 'Capacity'], workspace, false))).toMatchObject(
      [
        {
          name: 'holdfast-custody',
          categories: ['StorageRead', 'Capacity', 'StorageWrite', 'StorageDelete'],
        },
      ],
    );
    expect(planned(setting('holdfast-custody', ['StorageRead'], workspace, true))).toMatchObject([
      { name: 'holdfast-custody-2', added: ['StorageWrite', 'StorageDelete'] },
    ]);
  });

  it('takes out of a role what was put in, and gives back nothing that somebody took away', () => {
    const role = { name: 'R', description: '', actions: ['a/read'], dataActions: [], scopes: [soc] };
    const is = (actions: readonly string[], notActions: readonly string[]): FoundState => ({
      ...nothingFound,
      roles: new Map([
        [
          'R',
          {
            state: 'present',
            value: {
              guid: 'g',
              description: '',
              actions,
              notActions,
              dataActions: [],
              notDataActions: [],
              scopes: [soc],
            },
          },
        ],
      ]),
    });
    const wanted = { ...nothing, roles: [role] };
    expect(planProvision(wanted, is(['A/Read', '*/write'], [])).steps).toMatchObject([
      {
        kind: 'put-role',
        guid: 'g',
        actions: ['a/read'],
        changes: [{ before: '*/write', after: 'no more' }],
      },
    ]);
    expect(planProvision(wanted, is(['a/read', 'b/read'], ['a/read']))).toMatchObject({
      steps: [],
      left: [{ why: /takes away a\/read, which stays so/ }],
    });
  });

  it('leaves the role of an identity that nobody can name', () => {
    const assignments = [{ identity: 'reader', principal: null, role: 'R', scope: soc }] as const;
    expect(planProvision({ ...nothing, assignments }, nothingFound)).toMatchObject({
      steps: [],
      left: [{ what: expect.stringContaining('reader') }],
    });
  });
});

describe('what the importer is given', () => {
  it('is reading in each container and vault that a setting names, there alone', () => {
    expect(importPlaces(addresses, importFrom).map(({ role, scope }) => [role, scope])).toEqual([
      ['Holdfast Import Reader', containerId(importFrom[0] ?? '', 'evidence-in')],
      ['Holdfast Import Reader', containerId(importFrom[1] ?? '', 'review')],
      ['Holdfast Hash Reader', importFrom[2]],
    ]);
  });

  it('can be assigned in the subscriptions where they lie, and no further', () => {
    const wanted = wantedOfSoc(houseFrom(importFrom));
    const scopesOf = (role: string) => wanted.roles.find(({ name }) => name === role)?.scopes;
    expect(scopesOf('Holdfast Import Reader')).toEqual([soc, other]);
    expect(scopesOf('Holdfast Hash Reader')).toEqual([soc]);
  });

  it('is left to who runs this, in words, where nobody named the resource', () => {
    const wanted = wantedOfSoc(houseFrom([]));
    expect(wanted.assignments.filter(({ identity }) => identity === 'importer')).toEqual([]);
    expect(planProvision(wanted, nothingFound).left).toContainEqual({
      what: 'the role Holdfast Hash Reader of importer on the vault at old-room.vault.azure.net',
      why: 'Its address does not say where it lies: name the resource with --import-from.',
    });
  });

  it('is nothing where a named resource is in no setting', () => {
    const typo = `${soc}/resourceGroups/in/providers/Microsoft.Storage/storageAccounts/hfevidence`;
    expect(() => importPlaces(addresses, [...importFrom, typo])).toThrow(/No setting .*hfevidence/);
    const vault = `${soc}/resourceGroups/in/providers/Microsoft.KeyVault/vaults/kv-holdfast`;
    expect(() => importPlaces(addresses, [vault])).toThrow(/No setting .*kv-holdfast/);
  });

  it('is nothing where the address of a vault has no name that the named one could have', () => {
    const here = { ...addresses, vault: 'https://vault:8443' };
    expect(() => importPlaces(here, importFrom)).toThrow(
      /^HOLDFAST_REFERENCE_VAULT_URL, .* says no vault's name/,
    );
    const unnamed = importPlaces(here, importFrom.slice(0, 2)).at(-1);
    expect(unnamed).toMatchObject({ what: 'the vault at vault', scope: null });
  });
});

describe('the roles of the product', () => {
  const forbidden = (
    ['clear-legal-holds', 'delete-retention', 'write-role-assignments', 'list-account-keys'] as const
  )
    .flatMap(actionsOf)
    .map(({ action }) => action);
  const controllers = 'Holdfast Controller';

  it.each(productRoles.filter(({ name }) => name !== controllers))(
    '$name clears no hold, deletes no policy, assigns no role and lists no key',
    ({ actions, dataActions }) => {
      const gives = [...actions, ...dataActions];
      expect(forbidden.filter((action) => gives.some((one) => matchesAction(one, action)))).toEqual([]);
    },
  );

  it('each lie within what their identity may bear, or posture would fail by the hand of provisioning', () => {
    const wanted = wantedOfSoc(houseFrom(importFrom));
    const tooMuch = wanted.assignments.flatMap(({ identity, role }) => {
      const made = wanted.roles.find(({ name }) => name === role);
      const may = identityRoles[identity];
      const beyond = (has: readonly string[], within: readonly string[]) =>
        has.filter((action) => !within.some((pattern) => matchesAction(pattern, action)));
      return [
        ...beyond(made?.actions ?? ['no such role'], may.actions),
        ...beyond(made?.dataActions ?? [], may.dataActions),
      ].map((action) => `${identity}: ${action}`);
    });
    expect(tooMuch).toEqual([]);
    expect(new Set(wanted.assignments.map(({ identity }) => identity)).size).toBe(11);
  });
});

function houseFrom(named: readonly string[]): SocHouse {
  const identities = Object.fromEntries(Object.keys(identityRoles).map((name) => [name, name]));
  return {
    account,
    region: 'r',
    snapshotGroups: [{ id: `${soc}/resourceGroups/snaps`, region: 'r' }],
    containers: ['staging', 'keys'],
    dataKeysContainer: 'keys',
    stagingContainer: 'staging',
    workspace,
    privateEndpoints: [],
    subnet: null,
    sources: [other],
    workingCopies: `${soc}/resourceGroups/copies`,
    workstations: `${soc}/resourceGroups/stations`,
    imports: importPlaces(addresses, named),
    identities,
    controllers: ['one', 'two'],
  };
}

function policy(locked: boolean, days: number) {
  return { locked, days, extensionsLeft: locked ? 3 : null };
}

function withContainer(name: string, is: ReturnType<typeof policy> | null): FoundState {
  const id = keyOf(containerId(account, name));
  return { ...nothingFound, containers: new Map([[id, { state: 'present', value: { policy: is } }]]) };
}
