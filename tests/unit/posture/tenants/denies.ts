import type { Tenant } from '../tenant.ts';

const clearHold = 'Microsoft.Storage/storageAccounts/blobServices/containers/clearLegalHold/action';

/** Deny assignments win over every role, where they apply; where that is not certain, the right is held perhaps. */
export const denyTenants: readonly Tenant[] = [
  {
    title: 'a deny takes its actions below its place from whom it names, and nothing else from anybody',
    grants: [
      { to: 'anna', role: 'Contributor', on: 'soc' },
      { to: 'ben', role: 'Contributor', on: 'soc' },
    ],
    denies: [{ to: ['anna'], on: 'evidence', actions: [clearHold] }],
    asks: [
      { can: 'clear-legal-holds', on: 'inc-1', holders: ['ben active: Contributor on soc'] },
      {
        can: 'delete-retention',
        on: 'inc-1',
        holders: ['anna active: Contributor on soc', 'ben active: Contributor on soc'],
      },
      {
        can: 'clear-legal-holds',
        on: 'soc',
        holders: ['anna active: Contributor on soc', 'ben active: Contributor on soc'],
      },
    ],
  },
  {
    title: 'everyone is denied except the two who are named',
    grants: [
      { to: 'anna', role: 'Owner', on: 'soc' },
      { to: 'ben', role: 'Owner', on: 'soc' },
      { to: 'cara', role: 'Owner', on: 'mg-root' },
      { to: 'sp-deploy', role: 'Contributor', on: 'soc' },
    ],
    denies: [
      { to: 'everyone', except: ['anna', 'ben'], on: 'locker', actions: ['*'], notActions: ['*/read'] },
    ],
    asks: [
      {
        can: 'list-account-keys',
        on: 'locker',
        holders: ['anna active: Owner on soc', 'ben active: Owner on soc'],
      },
      {
        can: 'clear-legal-holds',
        on: 'inc-2',
        holders: ['anna active: Owner on soc', 'ben active: Owner on soc'],
      },
    ],
  },
  {
    title: 'a deny that does not apply to child scopes protects no container below its account',
    grants: [{ to: 'anna', role: 'Contributor', on: 'soc' }],
    denies: [{ to: ['anna'], on: 'locker', actions: ['*'], onlyHere: true }],
    asks: [
      { can: 'list-account-keys', on: 'locker', holders: [] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: ['anna active: Contributor on soc'] },
      { can: 'clear-legal-holds', on: 'locker', holders: ['anna active: Contributor on soc'] }, // acts on its containers
    ],
  },
  {
    title: 'a deny on a group blocks the members of the groups within it',
    groups: { contractors: ['agency'], agency: ['anna'] },
    grants: [
      { to: 'anna', role: 'Storage Blob Data Reader', on: 'locker' },
      { to: 'ben', role: 'Storage Blob Data Reader', on: 'locker' },
    ],
    denies: [{ to: ['contractors'], on: 'locker', dataActions: ['*'] }],
    asks: [{ can: 'read-blobs', on: 'inc-1', holders: ['ben active: Storage Blob Data Reader on locker'] }],
  },
  {
    title: 'who is excluded through a group within a group keeps the right',
    groups: { controllers: ['deputies'], deputies: ['anna'] },
    grants: [
      { to: 'anna', role: 'Owner', on: 'soc' },
      { to: 'ben', role: 'Owner', on: 'soc' },
    ],
    denies: [
      { to: 'everyone', except: ['controllers'], on: 'mg-soc', actions: ['Microsoft.Authorization/*'] },
    ],
    asks: [{ can: 'write-role-assignments', on: 'locker', holders: ['anna active: Owner on soc'] }],
  },
  {
    title: 'who could make themself a member of the excluded group holds eligibly',
    groups: { controllers: ['anna?'] },
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', except: ['controllers'], on: 'soc', actions: ['*'] }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['anna eligible: Owner on soc'] }],
  },
  {
    title: 'who is perhaps eligible for the excluded group holds perhaps',
    groups: { controllers: [{ name: 'anna?', until: 'when it is done' }] },
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', except: ['controllers'], on: 'soc', actions: ['*'] }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['perhaps anna active: Owner on soc'] }],
  },
  {
    title: 'while the excluded group cannot be read, everybody denied holds perhaps',
    groups: { controllers: 'unreadable' },
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', except: ['controllers'], on: 'soc', actions: ['*'] }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['perhaps anna active: Owner on soc'],
        unknown: ['group controllers'],
      },
    ],
  },
  {
    title: 'while the denied group cannot be read, every holder holds perhaps',
    groups: { contractors: 'unreadable' },
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: ['contractors'], on: 'soc', actions: ['*'] }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['perhaps anna active: Owner on soc'],
        unknown: ['group contractors'],
      },
    ],
  },
  {
    title: 'being eligible for a denied group denies nothing, since one need not activate it',
    groups: { contractors: ['anna?'] },
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: ['contractors'], on: 'soc', actions: ['*'] }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['anna active: Owner on soc'] }],
  },
  {
    title: 'a deny of actions leaves the data actions alone, and what it excludes as well',
    grants: [{ to: 'anna', role: 'Avere Contributor', on: 'soc' }],
    denies: [{ to: 'everyone', on: 'soc', actions: ['*'], notActions: ['*/listKeys/action'] }],
    asks: [
      { can: 'read-blobs', on: 'inc-1', holders: ['anna active: Avere Contributor on soc'] },
      { can: 'list-account-keys', on: 'locker', holders: ['anna active: Avere Contributor on soc'] },
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'a deny under a condition denies perhaps',
    grants: [{ to: 'anna', role: 'Storage Blob Data Reader', on: 'locker' }],
    denies: [
      {
        to: 'everyone',
        on: 'locker',
        dataActions: ['*'],
        when: "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'inc-1'",
      },
    ],
    asks: [
      {
        can: 'read-blobs',
        on: 'inc-1',
        holders: ['perhaps anna active: Storage Blob Data Reader on locker'],
      },
    ],
  },
  {
    title: 'a deny that only audits blocks nobody',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', on: 'soc', actions: ['*'], effect: 'audit' }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['anna active: Owner on soc'] }],
  },
  {
    title: 'a deny that may only audit, as an older API does not tell, denies perhaps',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', on: 'soc', actions: ['*'], effect: 'unknown' }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['perhaps anna active: Owner on soc'] }],
  },
  {
    title: 'while the denies cannot be listed, nobody is known to hold for certain',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    unread: [{ what: 'denies', on: 'soc' }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['perhaps anna active: Owner on soc'],
        unknown: ['denies soc'],
      },
    ],
  },
  {
    title: 'a deny of deleting locks leaves changing them, which is enough to weaken one',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', on: 'mg-root', actions: ['Microsoft.Authorization/*/delete'] }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['anna active: Owner on soc'] }],
  },
  {
    title: 'a deny binds below a management group',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', on: 'mg-root', actions: ['Microsoft.Authorization/*'] }],
    asks: [
      { can: 'delete-locks', on: 'locker', holders: [] },
      { can: 'write-role-assignments', on: 'inc-1', holders: [] },
    ],
  },
  {
    title: 'while the management groups are unread, a deny on one of them denies perhaps',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    denies: [{ to: 'everyone', on: 'mg-root', actions: ['Microsoft.Authorization/*'] }],
    unread: [{ what: 'parent', on: 'soc' }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['perhaps anna active: Owner on soc'],
        unknown: ['parent soc'],
      },
    ],
  },
  {
    title: 'one action left undenied is enough to hold the right',
    grants: [{ to: 'anna', role: 'Contributor', on: 'soc' }],
    denies: [
      { to: 'everyone', on: 'locker', actions: ['Microsoft.Storage/storageAccounts/listKeys/action'] },
    ],
    asks: [{ can: 'list-account-keys', on: 'locker', holders: ['anna active: Contributor on soc'] }], // regenerateKey
  },
  {
    title: 'an assignment below a denied place is denied with it',
    grants: [{ to: 'anna', role: 'Owner', on: 'inc-1' }],
    denies: [{ to: 'everyone', on: 'evidence', actions: ['*'] }],
    asks: [{ can: 'clear-legal-holds', on: 'locker', anywhereBelow: true, holders: [] }],
  },
];
