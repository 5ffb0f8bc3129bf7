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
  {
    title: 'Defender’s scanner reads and may delete every blob',
    grants: [{ to: 'mi-scanner', role: 'Defender for Storage Data Scanner', on: 'locker' }],
    asks: [
      {
        can: 'read-blobs',
        on: 'inc-1',
        holders: ['mi-scanner active: Defender for Storage Data Scanner on locker'],
      },
      {
        can: 'delete-blobs',
        on: 'inc-1',
        holders: ['mi-scanner active: Defender for Storage Data Scanner on locker'],
      },
      { can: 'write-blobs', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a role definition that carries a condition is held perhaps, whatever the condition says',
    grants: [
      { to: 'nora', role: 'Key Vault Data Access Administrator', on: 'soc' },
      { to: 'otto', role: 'Storage Actions Task Assignment Contributor', on: 'locker' },
    ],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'locker',
        holders: [
          'perhaps nora active: Key Vault Data Access Administrator on soc',
          'perhaps otto active: Storage Actions Task Assignment Contributor on locker',
        ],
      },
      { can: 'write-storage-account', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Virtual Machine Contributor lists the keys of every storage account in reach',
    grants: [{ to: 'paul', role: 'Virtual Machine Contributor', on: 'soc' }],
    asks: [
      {
        can: 'list-account-keys',
        on: 'locker',
        holders: ['paul active: Virtual Machine Contributor on soc'],
      },
      { can: 'export-disks', on: 'snapshot', holders: [] },
      { can: 'write-storage-account', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Disk Snapshot Contributor exports snapshots, lists keys and deletes the account',
    grants: [{ to: 'mi-vault', role: 'Disk Snapshot Contributor', on: 'soc' }],
    asks: [
      { can: 'export-disks', on: 'snapshot', holders: ['mi-vault active: Disk Snapshot Contributor on soc'] },
      {
        can: 'list-account-keys',
        on: 'locker',
        holders: ['mi-vault active: Disk Snapshot Contributor on soc'],
      },
      {
        can: 'write-storage-account',
        on: 'locker',
        holders: ['mi-vault active: Disk Snapshot Contributor on soc'],
      },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a Disk Backup Reader exports disks, and snapshots not',
    grants: [{ to: 'mi-vault', role: 'Disk Backup Reader', on: 'mg-root' }],
    asks: [
      { can: 'export-disks', on: 'prod-disk', holders: ['mi-vault active: Disk Backup Reader on mg-root'] },
      { can: 'export-disks', on: 'snapshot', holders: [] },
    ],
  },
  {
    title: 'a Data Operator for Managed Disks reads snapshots by data actions alone',
    grants: [{ to: 'rosa', role: 'Data Operator for Managed Disks', on: 'snapshots' }],
    asks: [
      {
        can: 'export-disks',
        on: 'snapshot',
        holders: ['rosa active: Data Operator for Managed Disks on snapshots'],
      },
      { can: 'export-disks', on: 'prod-disk', holders: [] },
    ],
  },
  {
    title: 'a Log Analytics Contributor lists keys and switches the logs off',
    grants: [{ to: 'sven', role: 'Log Analytics Contributor', on: 'soc' }],
    asks: [
      { can: 'list-account-keys', on: 'locker', holders: ['sven active: Log Analytics Contributor on soc'] },
      {
        can: 'change-diagnostic-settings',
        on: 'locker',
        holders: ['sven active: Log Analytics Contributor on soc'],
      },
      { can: 'write-storage-account', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'a Monitoring Contributor switches the logs off although its role spells DiagnosticSettings',
    grants: [{ to: 'tina', role: 'Monitoring Contributor', on: 'soc' }],
    asks: [
      {
        can: 'change-diagnostic-settings',
        on: 'locker',
        holders: ['tina active: Monitoring Contributor on soc'],
      },
      { can: 'list-account-keys', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'Security Reader and Security Admin hold no guarded right; policies of Azure Policy are not roles',
    grants: [
      { to: 'ulf', role: 'Security Reader', on: 'mg-root' },
      { to: 'vera', role: 'Security Admin', on: 'mg-root' },
    ],
    asks: [
      { can: 'write-role-assignments', on: 'locker', holders: [] },
      { can: 'write-role-definitions', on: 'soc', holders: [] },
      { can: 'delete-locks', on: 'locker', holders: [] },
      { can: 'change-diagnostic-settings', on: 'locker', holders: [] },
      { can: 'read-blobs', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'Key Vault roles do not reach the locker',
    grants: [
      { to: 'willa', role: 'Key Vault Administrator', on: 'soc' },
      { to: 'mi-sequencer', role: 'Key Vault Secrets User', on: 'soc' },
    ],
    asks: [
      { can: 'read-blobs', on: 'inc-1', holders: [] },
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'write-role-assignments', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'managed-application roles manage applications only',
    grants: [
      { to: 'xaver', role: 'Managed Application Contributor Role', on: 'soc' },
      { to: 'yara', role: 'Managed Application Operator Role', on: 'soc' },
    ],
    asks: [
      { can: 'write-storage-account', on: 'locker', holders: [] },
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'delete-locks', on: 'locker', holders: [] },
    ],
  },
  {
    title: 'an Owner of another subscription holds nothing here',
    grants: [{ to: 'zoe', role: 'Owner', on: 'prod' }],
    asks: [
      { can: 'write-role-assignments', on: 'locker', holders: [] },
      { can: 'write-role-assignments', on: 'soc', holders: [] },
      { can: 'write-role-assignments', on: 'mg-root', holders: [] },
      { can: 'export-disks', on: 'prod-disk', holders: ['zoe active: Owner on prod'] },
    ],
  },
];
