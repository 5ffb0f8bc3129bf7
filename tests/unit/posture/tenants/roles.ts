import type { Tenant } from '../tenant.ts';

/** Custom roles: wildcards, subtraction within one role, several permissions, definitions that cannot be read. */
export const roleTenants: readonly Tenant[] = [
  {
    title: '`*/write` writes role assignments as well as the account, and lists no keys',
    roles: { Writer: [{ actions: ['*/write'] }] },
    grants: [{ to: 'anna', role: 'Writer', on: 'soc' }],
    asks: [
      { can: 'write-role-assignments', on: 'locker', holders: ['anna active: Writer on soc'] },
      { can: 'write-storage-account', on: 'locker', holders: ['anna active: Writer on soc'] },
      { can: 'shorten-retention', on: 'inc-1', holders: ['anna active: Writer on soc'] },
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
      { can: 'write-blobs', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a third person with Microsoft.Authorization/* is a third controller',
    roles: { Helpdesk: [{ actions: ['Microsoft.Authorization/*'] }] },
    grants: [
      { to: 'anna', role: 'Owner', on: 'soc', eligible: true },
      { to: 'ben', role: 'Owner', on: 'soc', eligible: true },
      { to: 'cara', role: 'Helpdesk', on: 'mg-soc' },
    ],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'locker',
        holders: [
          'anna eligible: Owner on soc',
          'ben eligible: Owner on soc',
          'cara active: Helpdesk on mg-soc',
        ],
      },
      {
        can: 'clear-legal-holds',
        on: 'inc-1',
        holders: ['anna eligible: Owner on soc', 'ben eligible: Owner on soc'],
      },
    ],
  },
  {
    title: 'what one role subtracts another still grants',
    roles: {
      NoHolds: [{ actions: ['Microsoft.Storage/*'], notActions: ['*/clearLegalHold/action'] }],
      Holds: [
        { actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/clearLegalHold/action'] },
      ],
    },
    grants: [
      { to: 'anna', role: 'NoHolds', on: 'locker' },
      { to: 'ben', role: 'NoHolds', on: 'locker' },
      { to: 'ben', role: 'Holds', on: 'inc-1' },
    ],
    asks: [
      { can: 'clear-legal-holds', on: 'inc-1', holders: ['ben active: Holds on inc-1'] },
      {
        can: 'delete-retention',
        on: 'inc-1',
        holders: ['anna active: NoHolds on locker', 'ben active: NoHolds on locker'],
      },
    ],
  },
  {
    title: 'what one permission of a role subtracts another permission of it still grants',
    roles: {
      Twofold: [
        { actions: ['Microsoft.Storage/*'], notActions: ['Microsoft.Storage/*/listKeys/action'] },
        { actions: ['Microsoft.Storage/storageAccounts/listKeys/action'] },
      ],
    },
    grants: [{ to: 'anna', role: 'Twofold', on: 'locker' }],
    asks: [{ can: 'list-account-keys', on: 'locker', holders: ['anna active: Twofold on locker'] }],
  },
  {
    title: 'a wildcard in the middle spans any number of segments and does not swallow a missing one',
    roles: {
      Middle: [{ actions: ['Microsoft.Storage/*/delete'] }],
      Deep: [{ actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/*/delete'] }],
    },
    grants: [
      { to: 'anna', role: 'Middle', on: 'locker' },
      { to: 'ben', role: 'Deep', on: 'locker' },
    ],
    asks: [
      {
        can: 'delete-retention',
        on: 'inc-1',
        holders: ['anna active: Middle on locker', 'ben active: Deep on locker'],
      },
      // containers/*/delete does not match containers/delete
      { can: 'delete-blobs', on: 'inc-1', holders: ['anna active: Middle on locker'] },
    ],
  },
  {
    title: 'several wildcards in one string match as they stand',
    roles: { Odd: [{ actions: ['*.Storage/*Accounts/list*/action'] }] },
    grants: [{ to: 'anna', role: 'Odd', on: 'locker' }],
    asks: [
      { can: 'list-account-keys', on: 'locker', holders: ['anna active: Odd on locker'] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'actions of every kind give no data action, and the other way round',
    roles: {
      Control: [{ actions: ['*'] }],
      Data: [{ dataActions: ['*'] }],
    },
    grants: [
      { to: 'anna', role: 'Control', on: 'locker' },
      { to: 'ben', role: 'Data', on: 'locker' },
    ],
    asks: [
      { can: 'read-blobs', on: 'inc-1', holders: ['ben active: Data on locker'] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: ['anna active: Control on locker'] },
      {
        can: 'delete-blobs',
        on: 'inc-1',
        holders: ['anna active: Control on locker', 'ben active: Data on locker'],
      },
    ],
  },
  {
    title: 'notDataActions take reading from a role that writes',
    roles: {
      Dropbox: [
        {
          dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*'],
          notDataActions: ['*/blobs/read'],
        },
      ],
    },
    grants: [{ to: 'mi-ingest', role: 'Dropbox', on: 'inc-1' }],
    asks: [
      { can: 'read-blobs', on: 'inc-1', holders: [] },
      { can: 'write-blobs', on: 'inc-1', holders: ['mi-ingest active: Dropbox on inc-1'] },
    ],
  },
  {
    title: 'a definition that could not be read may grant anything, so its bearers hold perhaps',
    roles: { Mystery: 'unreadable' },
    grants: [{ to: 'anna', role: 'Mystery', on: 'soc' }],
    asks: [
      {
        can: 'read-blobs',
        on: 'inc-1',
        holders: ['perhaps anna active: Mystery on soc'],
        unknown: ['role-definition Mystery'],
      },
      { can: 'export-disks', on: 'prod-disk', holders: [] },
    ],
  },
  {
    title: 'the product’s own identities hold what their roles say and none of the guarded rights beside',
    roles: {
      Locker: [
        {
          actions: [
            'Microsoft.Storage/storageAccounts/blobServices/containers/read',
            'Microsoft.Storage/storageAccounts/blobServices/containers/write',
          ],
          dataActions: [
            'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
            'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
            'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action',
          ],
        },
      ],
      Custodian: [
        {
          actions: [
            'Microsoft.Storage/storageAccounts/read',
            'Microsoft.Storage/storageAccounts/blobServices/containers/read',
            'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/read',
            'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/write',
            'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/lock/action',
            'Microsoft.Storage/storageAccounts/blobServices/containers/setLegalHold/action',
          ],
        },
      ],
    },
    grants: [
      { to: 'mi-locker', role: 'Locker', on: 'locker' },
      { to: 'mi-custodian', role: 'Custodian', on: 'locker' },
    ],
    asks: [
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
      { can: 'delete-retention', on: 'inc-1', holders: [] },
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'write-role-assignments', on: 'locker', holders: [] },
      { can: 'delete-blobs', on: 'inc-1', holders: [] },
      { can: 'shorten-retention', on: 'inc-1', holders: ['mi-custodian active: Custodian on locker'] },
      { can: 'read-blobs', on: 'inc-1', holders: ['mi-locker active: Locker on locker'] },
    ],
  },
];
