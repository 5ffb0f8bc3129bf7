import type { Tenant } from '../tenant.ts';

const onlyReaders =
  "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR " +
  '(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals' +
  "{acdd72a7-3385-48ef-bd42-f606fba81ae7})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR " +
  '(@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals' +
  '{acdd72a7-3385-48ef-bd42-f606fba81ae7}))';
const blobRead = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';
const inOneContainer = `((!(ActionMatches{'${blobRead}'} AND NOT SubOperationMatches{'Blob.List'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'inc-1'))`;

/** A condition that might let an action through leaves it perhaps; one that does not speak of the action changes nothing. */
export const conditionTenants: readonly Tenant[] = [
  {
    title:
      'an Owner who may assign certain roles only is perhaps a controller, and for certain everything else',
    grants: [{ to: 'anna', role: 'Role Based Access Control Administrator', on: 'soc', when: onlyReaders }],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'locker',
        holders: ['perhaps anna active: Role Based Access Control Administrator on soc'],
      },
    ],
  },
  {
    title: 'a condition on role assignments does not touch the keys',
    roles: { Both: [{ actions: ['Microsoft.Authorization/roleAssignments/*', '*/listKeys/action'] }] },
    grants: [{ to: 'anna', role: 'Both', on: 'soc', when: onlyReaders }],
    asks: [
      { can: 'list-account-keys', on: 'locker', holders: ['anna active: Both on soc'] },
      { can: 'write-role-assignments', on: 'locker', holders: ['perhaps anna active: Both on soc'] },
    ],
  },
  {
    title:
      'reading blobs of one container by a condition is reading perhaps, also where the name seems to match',
    grants: [{ to: 'anna', role: 'Storage Blob Data Contributor', on: 'locker', when: inOneContainer }],
    asks: [
      {
        can: 'read-blobs',
        on: 'inc-1',
        holders: ['perhaps anna active: Storage Blob Data Contributor on locker'],
      },
      {
        can: 'read-blobs',
        on: 'inc-2',
        holders: ['perhaps anna active: Storage Blob Data Contributor on locker'],
      },
      { can: 'write-blobs', on: 'inc-2', holders: ['anna active: Storage Blob Data Contributor on locker'] },
    ],
  },
  {
    title: 'a condition that cannot be understood never takes a right away',
    grants: [{ to: 'anna', role: 'Storage Blob Data Reader', on: 'locker', when: '((( @Resource' }],
    asks: [
      {
        can: 'read-blobs',
        on: 'inc-1',
        holders: ['perhaps anna active: Storage Blob Data Reader on locker'],
      },
    ],
  },
  {
    title: 'a second assignment without the condition settles it',
    grants: [
      { to: 'anna', role: 'Storage Blob Data Contributor', on: 'locker', when: inOneContainer },
      { to: 'anna', role: 'Storage Blob Data Reader', on: 'soc' },
    ],
    asks: [{ can: 'read-blobs', on: 'inc-2', holders: ['anna active: Storage Blob Data Reader on soc'] }],
  },
];

/** Eligible is not active, and neither lasts for ever. */
export const timeTenants: readonly Tenant[] = [
  {
    title: 'both controllers are only eligible',
    grants: [
      { to: 'anna', role: 'Owner', on: 'soc', eligible: true },
      { to: 'ben', role: 'Owner', on: 'soc', eligible: true },
    ],
    asks: [
      {
        can: 'clear-legal-holds',
        on: 'inc-1',
        holders: ['anna eligible: Owner on soc', 'ben eligible: Owner on soc'],
      },
    ],
  },
  {
    title: 'a person who is eligible on a management group far above is found',
    grants: [{ to: 'cara', role: 'User Access Administrator', on: 'mg-root', eligible: true }],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'inc-1',
        holders: ['cara eligible: User Access Administrator on mg-root'],
      },
    ],
  },
  {
    title: 'an activation counts while it lasts, then the person is eligible again',
    grants: [
      { to: 'anna', role: 'Owner', on: 'soc', eligible: true },
      { to: 'anna', role: 'Owner', on: 'soc', from: '2026-11-21T10:00:00Z', until: '2026-11-21T14:00:00Z' },
    ],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        at: '2026-11-21T09:59:59Z',
        holders: ['anna eligible: Owner on soc'],
      },
      { can: 'delete-locks', on: 'locker', holders: ['anna active: Owner on soc'] },
      {
        can: 'delete-locks',
        on: 'locker',
        at: '2026-11-21T14:00:00Z',
        holders: ['anna eligible: Owner on soc'],
      },
    ],
  },
  {
    title: 'an eligibility that has ended gives nothing',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc', eligible: true, until: '2026-11-01T00:00:00Z' }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: [] }],
  },
  {
    title: 'being eligible for certain comes before being active perhaps',
    grants: [
      { to: 'anna', role: 'Owner', on: 'soc', until: 'next week' },
      { to: 'anna', role: 'Contributor', on: 'soc', eligible: true },
    ],
    asks: [{ can: 'list-account-keys', on: 'locker', holders: ['anna eligible: Contributor on soc'] }],
  },
  {
    title: 'an assignment whose times cannot be understood is held perhaps',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc', until: 'next week' }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['perhaps anna active: Owner on soc'] }],
  },
];

/** Classic administrators are retired, and Azure may still list them: never certain, never nothing. */
export const classicTenants: readonly Tenant[] = [
  {
    title: 'a Co-Administrator that Azure still lists holds perhaps, on the control plane only',
    classic: { 'cara@example.com': 'CoAdministrator' },
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'locker',
        holders: ['anna active: Owner on soc', 'perhaps cara active: classic on soc'],
      },
      { can: 'read-blobs', on: 'inc-1', holders: [] },
      { can: 'export-disks', on: 'prod-disk', holders: [] },
    ],
  },
  {
    title: 'a classic administrator whom the directory does not know is named by the sign-in name',
    classic: { 'ghost@elsewhere.example': 'ServiceAdministrator;AccountAdministrator' },
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['perhaps ghost@elsewhere.example active: classic on soc'],
      },
    ],
  },
  {
    title: 'a deny binds classic administrators too',
    classic: { 'cara@example.com': 'CoAdministrator' },
    denies: [{ to: 'everyone', on: 'soc', actions: ['*'] }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: [] }],
  },
  {
    title: 'a list of classic administrators that could not be read leaves the answer unknown',
    unread: [{ what: 'classic-administrators', on: 'soc' }],
    asks: [
      { can: 'delete-locks', on: 'locker', holders: [], unknown: ['classic-administrators soc'] },
      { can: 'read-blobs', on: 'inc-1', holders: [] }, // they never reach the bytes
    ],
  },
];
