import type { Tenant } from '../tenant.ts';

/** Microsoft's own roles of other services, which reach the locker beside its own roles or seem to. */
export const besideBuiltInRoleTenants: readonly Tenant[] = [
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
