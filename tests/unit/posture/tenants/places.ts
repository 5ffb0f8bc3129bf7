import type { Tenant } from '../tenant.ts';

/** Inheritance from management groups down to a container, and where it ends. */
export const placeTenants: readonly Tenant[] = [
  {
    title: 'an assignment on any place above the container reaches it',
    grants: [
      { to: 'anna', role: 'Contributor', on: 'mg-root' },
      { to: 'ben', role: 'Contributor', on: 'mg-soc' },
      { to: 'cara', role: 'Contributor', on: 'soc' },
      { to: 'dora', role: 'Contributor', on: 'evidence' },
      { to: 'emil', role: 'Contributor', on: 'locker' },
      { to: 'fred', role: 'Contributor', on: 'inc-1' },
    ],
    asks: [
      {
        can: 'clear-legal-holds',
        on: 'inc-1',
        holders: [
          'anna active: Contributor on mg-root',
          'ben active: Contributor on mg-soc',
          'cara active: Contributor on soc',
          'dora active: Contributor on evidence',
          'emil active: Contributor on locker',
          'fred active: Contributor on inc-1',
        ],
      },
    ],
  },
  {
    title: 'a sibling container, a sibling group and a group whose name only begins alike inherit nothing',
    grants: [
      { to: 'anna', role: 'Contributor', on: 'inc-2' },
      { to: 'ben', role: 'Contributor', on: 'other' },
      { to: 'cara', role: 'Contributor', on: 'evidence-old' },
      { to: 'dora', role: 'Contributor', on: 'snapshots' },
    ],
    asks: [
      { can: 'clear-legal-holds', on: 'inc-1', holders: [] },
      { can: 'clear-legal-holds', on: 'evidence', holders: [] },
    ],
  },
  {
    title: 'a group whose name goes on where another ends is another group',
    grants: [{ to: 'anna', role: 'Contributor', on: 'evidence' }],
    asks: [
      { can: 'clear-legal-holds', on: 'evidence-old', holders: [] },
      { can: 'clear-legal-holds', on: 'evidence', holders: ['anna active: Contributor on evidence'] },
    ],
  },
  {
    title: 'Azure spells places in any case',
    grants: [{ to: 'anna', role: 'Contributor', on: 'EVIDENCE' }],
    asks: [{ can: 'clear-legal-holds', on: 'inc-1', holders: ['anna active: Contributor on evidence'] }],
  },
  {
    title: 'an administrator who elevated to the root of the tenant reaches everything',
    grants: [{ to: 'gina', role: 'User Access Administrator', on: 'tenant' }],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'inc-1',
        holders: ['gina active: User Access Administrator on tenant'],
      },
    ],
  },
  {
    title: 'while the management groups above are unread, an assignment on one of them is held perhaps',
    grants: [
      { to: 'anna', role: 'Owner', on: 'mg-root' },
      { to: 'ben', role: 'Owner', on: 'soc' },
    ],
    unread: [{ what: 'parent', on: 'soc' }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['perhaps anna active: Owner on mg-root', 'ben active: Owner on soc'],
        unknown: ['parent soc'],
      },
    ],
  },
  {
    title: 'an Owner of one container shows when one asks for anywhere below the account',
    grants: [{ to: 'anna', role: 'Owner', on: 'inc-2' }],
    asks: [
      { can: 'clear-legal-holds', on: 'locker', holders: [] },
      {
        can: 'clear-legal-holds',
        on: 'locker',
        anywhereBelow: true,
        holders: ['anna active: Owner on inc-2'],
      },
      {
        can: 'write-role-assignments',
        on: 'soc',
        anywhereBelow: true,
        holders: ['anna active: Owner on inc-2'],
      },
      { can: 'write-storage-account', on: 'locker', anywhereBelow: true, holders: [] }, // not from down there
    ],
  },
  {
    title: 'assignments that could not be listed leave the answer unknown, and only where they matter',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    unread: [{ what: 'assignments', on: 'mg-root' }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['anna active: Owner on soc'],
        unknown: ['assignments mg-root'],
      },
    ],
  },
  {
    title: 'assignments unread on a sibling say nothing about this place',
    grants: [{ to: 'anna', role: 'Owner', on: 'soc' }],
    unread: [{ what: 'assignments', on: 'prod' }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['anna active: Owner on soc'] }],
  },
  {
    title: 'assignments unread further down matter to who asks for anywhere below',
    unread: [{ what: 'assignments', on: 'inc-1' }],
    asks: [
      { can: 'clear-legal-holds', on: 'locker', holders: [] },
      {
        can: 'clear-legal-holds',
        on: 'locker',
        anywhereBelow: true,
        holders: [],
        unknown: ['assignments inc-1'],
      },
    ],
  },
  {
    title: 'eligible assignments that could not be listed leave the answer unknown',
    unread: [{ what: 'eligibilities', on: 'soc' }],
    asks: [{ can: 'write-role-assignments', on: 'locker', holders: [], unknown: ['eligibilities soc'] }],
  },
];
