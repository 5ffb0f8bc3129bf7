import type { Tenant } from '../tenant.ts';

/** Assignments reach the members of groups, of groups within them, and nobody else. */
export const groupTenants: readonly Tenant[] = [
  {
    title: 'a member of a group inside the assigned group holds the right, by that path',
    groups: { admins: ['anna', 'inner'], inner: ['ben'] },
    grants: [{ to: 'admins', role: 'Owner', on: 'soc' }],
    asks: [
      {
        can: 'write-role-assignments',
        on: 'locker',
        holders: [
          'anna active: Owner on soc through admins',
          'ben active: Owner on soc through admins > inner',
        ],
      },
    ],
  },
  {
    title: 'groups that contain each other end, and each member is named once',
    groups: { one: ['two', 'anna'], two: ['three'], three: ['one', 'ben'] },
    grants: [{ to: 'one', role: 'Contributor', on: 'locker' }],
    asks: [
      {
        can: 'list-account-keys',
        on: 'locker',
        holders: [
          'anna active: Contributor on locker through one',
          'ben active: Contributor on locker through one > two > three',
        ],
      },
    ],
  },
  {
    title: 'a group that contains itself and nobody else gives nobody anything',
    groups: { loop: ['loop'] },
    grants: [{ to: 'loop', role: 'Owner', on: 'soc' }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: [] }],
  },
  {
    title: 'a group whose members may not be read leaves the answer unknown',
    groups: { secops: 'unreadable' },
    grants: [{ to: 'secops', role: 'Owner', on: 'soc' }],
    asks: [
      { can: 'write-role-assignments', on: 'locker', holders: [], unknown: ['group secops'] },
      { can: 'read-blobs', on: 'inc-1', holders: [] }, // an Owner reads no bytes, whoever is in there
    ],
  },
  {
    title: 'an unreadable group inside a readable one is named beside the members that are known',
    groups: { admins: ['anna', 'hidden'], hidden: 'unreadable' },
    grants: [{ to: 'admins', role: 'Storage Blob Data Reader', on: 'locker' }],
    asks: [
      {
        can: 'read-blobs',
        on: 'inc-1',
        holders: ['anna active: Storage Blob Data Reader on locker through admins'],
        unknown: ['group hidden'],
      },
    ],
  },
  {
    title: 'an eligible member of a group with an active role is eligible',
    groups: { admins: ['anna?'] },
    grants: [{ to: 'admins', role: 'Owner', on: 'soc' }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['anna eligible: Owner on soc through admins'] }],
  },
  {
    title: 'a member of a group with an eligible role is eligible',
    groups: { admins: ['anna'] },
    grants: [{ to: 'admins', role: 'Owner', on: 'soc', eligible: true }],
    asks: [{ can: 'delete-locks', on: 'locker', holders: ['anna eligible: Owner on soc through admins'] }],
  },
  {
    title: 'an eligible group inside a group makes its members eligible',
    groups: { admins: ['deputies?'], deputies: ['ben'] },
    grants: [{ to: 'admins', role: 'Owner', on: 'soc' }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['ben eligible: Owner on soc through admins > deputies'],
      },
    ],
  },
  {
    title: 'who is eligible on one way and active on another is active',
    groups: { admins: ['anna?'], standing: ['anna'] },
    grants: [
      { to: 'admins', role: 'Owner', on: 'soc' },
      { to: 'standing', role: 'Contributor', on: 'evidence' },
    ],
    asks: [
      {
        can: 'clear-legal-holds',
        on: 'inc-1',
        holders: ['anna active: Contributor on evidence through standing'],
      },
      { can: 'delete-locks', on: 'locker', holders: ['anna eligible: Owner on soc through admins'] },
    ],
  },
  {
    title: 'the same person is active through one arm of a group although eligible through the other',
    groups: { admins: ['short?', 'long'], short: ['anna'], long: ['longer'], longer: ['anna'] },
    grants: [{ to: 'admins', role: 'Owner', on: 'soc' }],
    asks: [
      {
        can: 'delete-locks',
        on: 'locker',
        holders: ['anna active: Owner on soc through admins > long > longer'],
      },
    ],
  },
  {
    title: 'a membership that has ended gives nothing',
    groups: { admins: [{ name: 'anna', until: '2026-11-21T11:59:00Z' }, 'ben'] },
    grants: [{ to: 'admins', role: 'Owner', on: 'soc' }],
    asks: [
      { can: 'delete-locks', on: 'locker', holders: ['ben active: Owner on soc through admins'] },
      {
        can: 'delete-locks',
        on: 'locker',
        at: '2026-11-21T11:00:00Z',
        holders: ['anna active: Owner on soc through admins', 'ben active: Owner on soc through admins'],
      },
    ],
  },
  {
    title: 'a membership whose end cannot be understood is one perhaps',
    groups: { admins: [{ name: 'anna', until: 'some day' }] },
    grants: [{ to: 'admins', role: 'Owner', on: 'soc' }],
    asks: [
      { can: 'delete-locks', on: 'locker', holders: ['perhaps anna active: Owner on soc through admins'] },
    ],
  },
  {
    title: 'the group of another tenant cannot be looked into',
    grants: [{ to: 'fg-their-admins', role: 'Contributor', on: 'evidence' }],
    asks: [{ can: 'clear-legal-holds', on: 'inc-1', holders: [], unknown: ['group fg-their-admins'] }],
  },
  {
    title: 'the group of another tenant inside a group of ours cannot be looked into either',
    groups: { partners: ['fg-theirs', 'anna'] },
    grants: [{ to: 'partners', role: 'Contributor', on: 'evidence' }],
    asks: [
      {
        can: 'clear-legal-holds',
        on: 'inc-1',
        holders: ['anna active: Contributor on evidence through partners'],
        unknown: ['group fg-theirs'],
      },
    ],
  },
  {
    title: 'a service principal and a managed identity inside a group hold what people in it hold',
    groups: { robots: ['sp-portal', 'mi-locker'] },
    grants: [{ to: 'robots', role: 'Storage Blob Data Contributor', on: 'locker' }],
    asks: [
      {
        can: 'delete-blobs',
        on: 'inc-1',
        holders: [
          'mi-locker active: Storage Blob Data Contributor on locker through robots',
          'sp-portal active: Storage Blob Data Contributor on locker through robots',
        ],
      },
    ],
  },
];
