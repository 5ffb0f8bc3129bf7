import { DefenderError } from './defender-error.ts';
import type { FixtureDevice } from './device.ts';
import type { Fleet } from './fleet.ts';
import { longTime, machineBody } from './machine-body.ts';
import { odataPage } from './odata-page.ts';
import { standardRate } from './rate-buckets.ts';
import type { DefenderRoute } from './route.ts';

const pageSize = 8; // small, so that a client that does not follow @odata.nextLink is found out
const machineRoles = ['Machine.Read.All', 'Machine.ReadWrite.All'];
const fields = [
  'computerDnsName',
  'id',
  'version',
  'deviceValue',
  'aadDeviceId',
  'machineTags',
  'lastSeen',
  'exposureLevel',
  'onboardingStatus',
  'lastIpAddress',
  'healthStatus',
  'osPlatform',
  'riskScore',
  'rbacGroupId',
];

interface MachineParts {
  readonly fleet: Fleet;
  readonly seededAt: Date;
  readonly now: () => Date;
}

/** GET /api/machines, /machines/{id} and /machines/{id}/logonusers. */
export function machineRoutes(parts: MachineParts): readonly DefenderRoute[] {
  const body = (device: FixtureDevice) => machineBody(device, { seededAt: parts.seededAt, now: parts.now() });
  const shared = { method: 'GET', api: 'machines', limit: standardRate } as const;
  return [
    {
      ...shared,
      pattern: /^\/machines$/,
      operation: 'Machines_List',
      roles: machineRoles,
      answer: ({ url }) => ({
        status: 200,
        body: odataPage(parts.fleet.all().map(body), url, { fields, pageSize, set: 'Machines' }),
      }),
    },
    {
      ...shared,
      pattern: /^\/machines\/([^/]+)$/,
      operation: 'Machines_Get',
      roles: machineRoles,
      answer: ({ params: [id = ''] }) => {
        const found = deviceOf(parts.fleet, id);
        // Here the group's number comes as text, unlike in the list.
        return { status: 200, body: { ...body(found), rbacGroupId: String(found.group.id) } };
      },
    },
    {
      ...shared,
      pattern: /^\/machines\/([^/]+)\/logonusers$/,
      operation: 'LogonUsers_List',
      roles: ['User.Read.All'],
      answer: ({ params: [id = ''] }) => ({
        status: 200,
        body: { value: logonUsers(deviceOf(parts.fleet, id), parts.seededAt) },
      }),
    },
  ];
}

/** Throws 404 as Defender words it. */
export function deviceOf(fleet: Fleet, id: string): FixtureDevice {
  const found = fleet.find(id);
  if (found === null) throw new DefenderError(404, 'ResourceNotFound', `Machine ${id} was not found`);
  return found;
}

function logonUsers(device: FixtureDevice, seededAt: Date): readonly object[] {
  if (device.user === '') return [];
  const one = (account: string, types: string, admin: boolean) => ({
    id: `holdfast\\${account}`,
    accountName: account,
    accountDomain: 'holdfast',
    firstSeen: longTime(new Date(seededAt.getTime() - 38 * 86_400_000)),
    lastSeen: longTime(new Date(seededAt.getTime() - 3_600_000)),
    logonTypes: types,
    isDomainAdmin: admin,
    isOnlyNetworkUser: false,
  });
  return [
    one(device.user, 'Interactive, RemoteInteractive', device.group.id === 103),
    one('svc-deploy', 'Network', false),
  ];
}
