import { describe, expect, it } from 'vitest';
import { indexAccess } from '../../../lib/posture/access-index.ts';
import { controlKey } from '../../../lib/posture/control.ts';
import { demandedControls, type WatchedHouse } from '../../../lib/posture/demanded-controls.ts';
import { identityRoles } from '../../../lib/posture/identity-roles.ts';
import type { PostureFacts } from '../../../lib/posture/posture-facts.ts';
import { buildSnapshot, place } from './build-snapshot.ts';
import { evaluate, facts, read } from './control-facts.ts';
import type { Tenant, TenantGrant, TenantPermission } from './tenant.ts';

const account = place('locker');
const staging = `${account}/blobServices/default/containers/holdfast-staging`;
const house: WatchedHouse = {
  controllers: ['id-anna', 'id-ben'],
  identities: {
    reader: 'id-mi-reader',
    acquirer: 'id-mi-acquirer',
    locker: 'id-mi-locker',
    custodian: 'id-mi-custodian',
    sequencer: 'id-mi-sequencer',
    anchorer: 'id-mi-anchorer',
  },
  account,
  containers: [{ scope: place('inc-1'), retentionDays: 365, holdTag: 'inc1' }],
  snapshotGroups: [place('snapshots')],
  workspace: '/workspace',
  anchors: null,
  privateEndpoints: ['/pe'],
  network: { rules: [], bypass: ['Logging'] },
};

/** The tenant as the README tells one to set it up. */
const asDocumented: readonly TenantGrant[] = [
  { to: 'anna', role: 'Owner', on: 'soc', eligible: true },
  { to: 'ben', role: 'Owner', on: 'soc', eligible: true },
  { to: 'mi-reader', role: 'reader', on: 'prod' },
  { to: 'mi-reader', role: 'reader', on: 'soc' },
  { to: 'mi-acquirer', role: 'acquirer', on: 'prod' },
  { to: 'mi-acquirer', role: 'acquirer', on: 'snapshots' },
  { to: 'mi-locker', role: 'locker', on: 'locker' },
  { to: 'mi-custodian', role: 'custodian', on: 'locker' },
  { to: 'mi-sequencer', role: 'Key Vault Secrets User', on: 'other' },
  { to: 'mi-sequencer', role: 'Key Vault Crypto User', on: 'other' },
  { to: 'emil', role: 'Reader', on: 'mg-root' },
];

describe('the controls of a house', () => {
  it('all pass in a tenant that is set up as documented', () => {
    expect(failing(asDocumented)).toEqual([]);
  });

  it('name each thing once', () => {
    const keys = demandedControls(house).map(controlKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each<[string, readonly TenantGrant[], readonly string[]]>([
    [
      'a third person who can assign roles far above',
      [{ to: 'cara', role: 'Role Based Access Control Administrator', on: 'mg-root' }],
      ['write-role-assignments', 'write-role-assignments'],
    ],
    [
      'an analyst who reads the bytes',
      [{ to: 'cara', role: 'Storage Blob Data Reader', on: 'inc-1' }],
      ['read-blobs', 'read-blobs'], // in the account and in its container
    ],
    [
      'a controller who made themself a reader of the bytes',
      [{ to: 'anna', role: 'Storage Blob Data Reader', on: 'inc-1', until: '2026-11-21T14:00:00Z' }],
      ['read-blobs', 'read-blobs'], // in the account and in its container
    ],
    [
      'a controller who lists keys without activation',
      [{ to: 'anna', role: 'Storage Account Key Operator Service Role', on: 'locker' }],
      ['list-account-keys'],
    ],
    [
      'a backup vault that exports snapshots',
      [{ to: 'mi-vault', role: 'Data Operator for Managed Disks', on: 'soc' }],
      ['export-disks'],
    ],
    [
      'the locker’s identity with the custodian’s role',
      [{ to: 'mi-locker', role: 'custodian', on: 'locker' }],
      ['shorten-retention', 'extend-retention', 'identity-within-its-role'],
    ],
    [
      'the keeper of data keys who reads evidence as well',
      [{ to: 'mi-sequencer', role: 'Storage Blob Data Reader', on: 'inc-1' }],
      ['read-blobs', 'identity-within-its-role'],
    ],
    [
      'the locker’s identity that may delete evidence',
      [{ to: 'mi-locker', role: 'deleter', on: 'locker' }],
      ['delete-blobs'],
    ],
    [
      'the reader with Microsoft’s Reader role',
      [{ to: 'mi-reader', role: 'Reader', on: 'prod' }],
      ['identity-within-its-role'],
    ],
  ])('catch %s', (_, grants, expected) => {
    expect(failing([...asDocumented, ...grants])).toEqual(expected);
  });

  it('catch that one controller was taken away', () => {
    expect(failing(asDocumented.slice(1), { controllers: read(['id-ben']) })).toEqual([
      'two-controllers',
      'write-role-assignments',
      'clear-legal-holds',
    ]);
  });

  it('let the locker’s identity delete in the container for pages in transit alone', () => {
    const tenant = buildSnapshot(
      tenantOf([...asDocumented, { to: 'mi-locker', role: 'deleter', on: 'inc-2' }]),
    );
    const moved = tenant.assignments.map((one) =>
      one.scope === place('inc-2') ? { ...one, scope: staging } : one,
    );
    expect(failing([], { access: read(indexAccess({ ...tenant, assignments: moved })) })).toEqual([]);
  });

  it('are all unknown, and none good, while nothing was read', () => {
    for (const control of demandedControls(house)) expect(evaluate(control, {}).verdict).toBe('unknown');
  });
});

/** The kinds of the controls that do not pass; rights by their own name. */
function failing(grants: readonly TenantGrant[], changed: Partial<PostureFacts> = {}): readonly string[] {
  const access = read(indexAccess(buildSnapshot(tenantOf(grants))));
  const found = facts({ ...goodFacts(), access, ...changed });
  return demandedControls(house)
    .filter((control) => evaluate(control, found).verdict !== 'pass')
    .map((control) => (control.kind === 'right-held-by-controllers' ? control.right : control.kind));
}

function tenantOf(grants: readonly TenantGrant[]): Tenant {
  const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
  const roles: Record<string, readonly TenantPermission[]> = {
    deleter: [{ dataActions: [`${blobs}/delete`] }],
  };
  for (const [name, role] of Object.entries(identityRoles)) {
    roles[name] = [
      { ...role, dataActions: role.dataActions.filter((action) => !action.endsWith('/delete')) },
    ];
  }
  return { title: 'the house', grants, roles, asks: [] };
}

function goodFacts(): Partial<PostureFacts> {
  const key = account.toLowerCase();
  return {
    controllers: read(['id-anna', 'id-ben']),
    accounts: new Map([
      [
        key,
        read({
          publicNetworkAccess: 'Disabled',
          defaultAction: 'Deny',
          rules: [],
          bypass: 'Logging',
          privateEndpoints: [{ id: '/pe', status: 'Approved' }],
          allowSharedKeyAccess: false,
          allowBlobPublicAccess: false,
          minimumTlsVersion: 'TLS1_2',
        }),
      ],
    ]),
    containers: new Map([
      [place('inc-1').toLowerCase(), read({ policyState: 'Locked', retentionDays: 400, holdTags: ['inc1'] })],
    ]),
    diagnostics: new Map([
      [key, read([{ name: 'custody', workspace: '/workspace', categories: [], groups: ['allLogs'] }])],
    ]),
    locks: new Map([[key, read([{ scope: account, level: 'CanNotDelete' }])]]),
  };
}
