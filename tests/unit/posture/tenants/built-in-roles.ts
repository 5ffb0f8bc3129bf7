import type { Tenant } from '../tenant.ts';

/** Microsoft's own roles, as published; what each may do was worked out from its list of actions by hand. */
export const builtInRoleTenants: readonly Tenant[] = [
  {
    title: 'an Owner of the subscription does everything on the locker except touch the bytes',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    asks: [
      { can: 'write-role-assignments', on: 'locker', holders: ['anna active: Owner on soc'] },
      { can: 'list-account-keys', on: 'locker', holders: ['anna active: Owner on soc'] },
      { can: 'delete-locks', on: 'locker', holders: ['anna active: Owner on soc'] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: ['anna active: Owner on soc'] },
      { can: 'read-blobs', on: 'inc-1', holders: [] },
      { can: 'write-blobs', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a Contributor clears holds and lists keys, but assigns no roles and deletes no locks',
    grants: [{ to: 'ben', role: 'Contributor', on: 'evidence' }],
    asks: [
      { can: 'write-storage-account', on: 'locker', holders: ['ben active: Contributor on evidence'] },
      { can: 'list-account-keys', on: 'locker', holders: ['ben active: Contributor on evidence'] },
      { can: 'clear-legal-holds', on: 'inc-2', holders: ['ben active: Contributor on evidence'] },
      { can: 'delete-retention', on: 'inc-2', holders: ['ben active: Contributor on evidence'] },
      { can: 'change-diagnostic-settings', on: 'locker', holders: ['ben active: Contributor on evidence'] },
      { can: 'write-role-assignments', on: 'locker', holders: [] },
      { can: 'write-role-definitions', on: 'soc', holders: [] },
      { can: 'delete-locks', on: 'locker', holders: [] },
      { can: 'export-disks', on: 'snapshot', holders: [] },
    ],
  },
  {
    title: 'a User Access Administrator of a management group assigns roles and deletes locks far below',
    grants: [{ to: 'cara', role: 'User Access Administrator', on: 'mg-root' }],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'inc-1',
        holders: ['cara active: User Access Administrator on mg-root'],
      },
      {
        can: 'write-role-definitions',
        on: 'soc',
        holders: ['cara active: User Access Administrator on mg-root'],
      },
      {
        can: 'change-activation-rules',
        on: 'locker',
        holders: ['cara active: User Access Administrator on mg-root'],
      },
      { can: 'delete-locks', on: 'locker', holders: ['cara active: User Access Administrator on mg-root'] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
      { can: 'list-account-keys', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Role Based Access Control Administrator assigns roles, and nothing else',
    grants: [{ to: 'dora', role: 'Role Based Access Control Administrator', on: 'locker' }],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'inc-1',
        holders: ['dora active: Role Based Access Control Administrator on locker'],
      },
      { can: 'delete-locks', on: 'locker', holders: [] },
      { can: 'write-role-definitions', on: 'locker', holders: [] },
      { can: 'change-activation-rules', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Reader of everything can do none of the guarded things, and `*/read` reads no blob',
    grants: [{ to: 'emil', role: 'Reader', on: 'mg-root' }],
    asks: [
      { can: 'read-blobs', on: 'inc-1', holders: [] },
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'export-disks', on: 'snapshot', holders: [] },
      { can: 'write-role-assignments', on: 'locker', holders: [] },
      { can: 'make-user-delegation-keys', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Storage Account Contributor rules the account and its holds, without a role assignment',
    grants: [{ to: 'fred', role: 'Storage Account Contributor', on: 'evidence' }],
    asks: [
      {
        can: 'write-storage-account',
        on: 'locker',
        holders: ['fred active: Storage Account Contributor on evidence'],
      },
      {
        can: 'list-account-keys',
        on: 'locker',
        holders: ['fred active: Storage Account Contributor on evidence'],
      },
      {
        can: 'clear-legal-holds',
        on: 'inc-1',
        holders: ['fred active: Storage Account Contributor on evidence'],
      },
      {
        can: 'shorten-retention',
        on: 'inc-1',
        holders: ['fred active: Storage Account Contributor on evidence'],
      },
      {
        can: 'extend-retention',
        on: 'inc-1',
        holders: ['fred active: Storage Account Contributor on evidence'],
      },
      {
        can: 'make-user-delegation-keys',
        on: 'inc-1',
        holders: ['fred active: Storage Account Contributor on evidence'],
      },
      {
        can: 'change-diagnostic-settings',
        on: 'locker',
        holders: ['fred active: Storage Account Contributor on evidence'],
      },
      { can: 'delete-blobs', on: 'inc-1', holders: ['fred active: Storage Account Contributor on evidence'] },
      { can: 'write-role-assignments', on: 'locker', holders: [] },
      { can: 'delete-locks', on: 'locker', holders: [] },
      { can: 'read-blobs', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a Storage Blob Data Owner of one container clears its holds, and no other container’s',
    grants: [{ to: 'gina', role: 'Storage Blob Data Owner', on: 'inc-1' }],
    asks: [
      { can: 'clear-legal-holds', on: 'inc-1', holders: ['gina active: Storage Blob Data Owner on inc-1'] },
      { can: 'delete-retention', on: 'inc-1', holders: ['gina active: Storage Blob Data Owner on inc-1'] },
      { can: 'read-blobs', on: 'inc-1', holders: ['gina active: Storage Blob Data Owner on inc-1'] },
      { can: 'delete-blobs', on: 'inc-1', holders: ['gina active: Storage Blob Data Owner on inc-1'] },
      { can: 'clear-legal-holds', on: 'inc-2', holders: [] },
      { can: 'clear-legal-holds', on: 'locker', holders: [] },
      // the key belongs to the account: an assignment on a container is too narrow for it
      { can: 'make-user-delegation-keys', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a Storage Blob Data Contributor reads, writes and deletes, and leaves holds and policies alone',
    grants: [{ to: 'hugo', role: 'Storage Blob Data Contributor', on: 'locker' }],
    asks: [
      { can: 'read-blobs', on: 'inc-1', holders: ['hugo active: Storage Blob Data Contributor on locker'] },
      { can: 'write-blobs', on: 'inc-1', holders: ['hugo active: Storage Blob Data Contributor on locker'] },
      { can: 'delete-blobs', on: 'inc-1', holders: ['hugo active: Storage Blob Data Contributor on locker'] },
      {
        can: 'make-user-delegation-keys',
        on: 'inc-1',
        holders: ['hugo active: Storage Blob Data Contributor on locker'],
      },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
      { can: 'delete-retention', on: 'inc-1', holders: [] },
      { can: 'list-account-keys', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Storage Blob Data Reader of the subscription reads every item and can sign links to it',
    grants: [{ to: 'ina', role: 'Storage Blob Data Reader', on: 'soc' }],
    asks: [
      { can: 'read-blobs', on: 'inc-2', holders: ['ina active: Storage Blob Data Reader on soc'] },
      {
        can: 'make-user-delegation-keys',
        on: 'locker',
        holders: ['ina active: Storage Blob Data Reader on soc'],
      },
      { can: 'write-blobs', on: 'inc-2', holders: [] },
      { can: 'delete-blobs', on: 'inc-2', holders: [] },
    ],
  },
  {
    title: 'a Storage Blob Delegator makes keys and reads nothing by that alone',
    grants: [{ to: 'sp-links', role: 'Storage Blob Delegator', on: 'locker' }],
    asks: [
      {
        can: 'make-user-delegation-keys',
        on: 'locker',
        holders: ['sp-links active: Storage Blob Delegator on locker'],
      },
      { can: 'read-blobs', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a key operator lists keys although its role spells listkeys in small letters',
    grants: [{ to: 'mi-rotation', role: 'Storage Account Key Operator Service Role', on: 'locker' }],
    asks: [
      {
        can: 'list-account-keys',
        on: 'locker',
        holders: ['mi-rotation active: Storage Account Key Operator Service Role on locker'],
      },
      { can: 'write-storage-account', on: 'locker', holders: [] },
      { can: 'read-blobs', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'Reader and Data Access is a key-listing role behind a harmless name',
    grants: [{ to: 'jan', role: 'Reader and Data Access', on: 'evidence' }],
    asks: [
      { can: 'list-account-keys', on: 'locker', holders: ['jan active: Reader and Data Access on evidence'] },
      { can: 'write-storage-account', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Storage Account Backup Contributor deletes locks and sets up replication out of the account',
    grants: [{ to: 'mi-backup', role: 'Storage Account Backup Contributor', on: 'locker' }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['mi-backup active: Storage Account Backup Contributor on locker'],
      },
      {
        can: 'write-storage-account',
        on: 'locker',
        holders: ['mi-backup active: Storage Account Backup Contributor on locker'],
      },
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'classic storage roles reach classic accounts only',
    grants: [
      { to: 'karl', role: 'Classic Storage Account Contributor', on: 'mg-root' },
      { to: 'lena', role: 'Classic Storage Account Key Operator Service Role', on: 'mg-root' },
    ],
    asks: [
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'write-storage-account', on: 'locker', holders: [] },
      {
        can: 'list-account-keys',
        on: 'old-store',
        holders: [
          'karl active: Classic Storage Account Contributor on mg-root',
          'lena active: Classic Storage Account Key Operator Service Role on mg-root',
        ],
      },
    ],
  },
  {
    title: 'an Avere Contributor holds the whole account and its bytes',
    grants: [{ to: 'mia', role: 'Avere Contributor', on: 'soc' }],
    asks: [
      { can: 'read-blobs', on: 'inc-1', holders: ['mia active: Avere Contributor on soc'] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: ['mia active: Avere Contributor on soc'] },
      { can: 'list-account-keys', on: 'locker', holders: ['mia active: Avere Contributor on soc'] },
      { can: 'export-disks', on: 'snapshot', holders: [] }, // its disks/* stops before snapshots
    ],
  },
  {
    title: 'a storage task’s identity reads and deletes blobs, and changes no container policy',
    grants: [{ to: 'mi-task', role: 'Storage Actions Blob Data Operator', on: 'locker' }],
    asks: [
      {
        can: 'read-blobs',
        on: 'inc-1',
        holders: ['mi-task active: Storage Actions Blob Data Operator on locker'],
      },
      {
        can: 'delete-blobs',
        on: 'inc-1',
        holders: ['mi-task active: Storage Actions Blob Data Operator on locker'],
      },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
    ],
  },
];
