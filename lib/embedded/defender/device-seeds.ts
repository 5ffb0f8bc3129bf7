import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import { type DeviceGroup, deviceId, type FixtureDevice } from './device.ts';

const groups = {
  workstations: { id: 101, name: 'Workstations', automation: true },
  servers: { id: 102, name: 'Servers', automation: true },
  domainControllers: { id: 103, name: 'Tier 0 - domain controllers', automation: true },
  kiosks: { id: 104, name: 'Kiosks', automation: true },
  guests: { id: 105, name: 'Guest workstations', automation: false },
  apple: { id: 106, name: 'Apple computers', automation: true },
} as const satisfies Record<string, DeviceGroup>;

type DeviceSeed = Pick<FixtureDevice, 'name' | 'platform' | 'user'> & {
  readonly group: keyof typeof groups;
} & Partial<Omit<FixtureDevice, 'id' | 'group' | 'vm'>>;

/** Devices that are no virtual machines of Azure; the first four are named by the demo incidents. */
const seeds: readonly DeviceSeed[] = [
  {
    name: 'ws-finance-114',
    platform: 'Windows11',
    group: 'workstations',
    user: 'finance-user',
    risk: 'High',
  },
  {
    name: 'kiosk-lobby-02',
    platform: 'Windows11',
    group: 'kiosks',
    user: 'kiosk',
    health: 'Inactive',
    online: false,
    risk: 'Medium',
  },
  { name: 'mac-design-09', platform: 'macOS', group: 'apple', user: 'design-user', risk: 'Medium' },
  {
    name: 'jump-linux-01',
    platform: 'Linux',
    group: 'servers',
    user: 'operator',
    risk: 'High',
    value: 'High',
  },
  {
    name: 'dc-01',
    platform: 'WindowsServer2022',
    group: 'domainControllers',
    user: 'Administrator',
    value: 'High',
    tags: ['tier-0'],
  },
  { name: 'ws-sales-021', platform: 'Windows10', group: 'workstations', user: 'sales-user', lowPower: true },
  {
    name: 'ws-hr-033',
    platform: 'Windows10',
    group: 'workstations',
    user: 'hr-user',
    isolated: true,
    risk: 'High',
  },
  { name: 'ws-finance-120', platform: 'Windows11', group: 'workstations', user: 'finance-user', busy: true },
  { name: 'ws-guest-055', platform: 'Windows10', group: 'guests', user: 'guest-user' },
  {
    name: 'ws-lab-007',
    platform: 'Windows11',
    group: 'workstations',
    user: 'lab-user',
    agentVersion: '10.2510.1000.0',
    outdated: true,
    health: 'ImpairedCommunication',
  },
  {
    name: 'srv-legacy-16',
    platform: 'WindowsServer2016',
    group: 'servers',
    user: 'Administrator',
    tags: ['no-unified-agent'],
  },
  {
    name: 'cam-lobby-01',
    platform: 'Unknown',
    group: 'kiosks',
    user: '',
    onboarding: 'CanBeOnboarded',
    health: 'NoSensorData',
    online: false,
  },
];

const versions: Readonly<Record<FixtureDevice['platform'], readonly [string, number | null, string]>> = {
  Windows10: ['22H2', 19045, '10.8792.19041.5737'],
  Windows11: ['24H2', 26100, '10.8805.26100.4061'],
  WindowsServer2022: ['21H2', 20348, '10.8804.20348.3932'],
  WindowsServer2016: ['1607', 14393, '10.3720.14393.2273'],
  macOS: ['15', null, '101.25072.0011'],
  Linux: ['22.04', null, '101.25082.0006'],
  Unknown: ['', null, ''],
};

/** Every device of the tenant: the virtual machines of the catalogue, and those that stand in offices. */
export function deviceSeeds(machines: readonly CatalogueMachine[]): readonly FixtureDevice[] {
  const own = machines.filter((one) => !one.imported);
  return [...seeds.map((seed, n) => deviceOf(seed, n, null)), ...own.map((vm, n) => virtual(vm, n))];
}

function virtual(vm: CatalogueMachine, n: number): FixtureDevice {
  const running = vm.power === 'running';
  const seed: DeviceSeed = {
    name: vm.name,
    platform: vm.osType === 'Linux' ? 'Linux' : 'WindowsServer2022',
    group: 'servers',
    user: vm.osType === 'Linux' ? 'azureuser' : 'Administrator',
    health: running ? 'Active' : 'Inactive',
    online: running,
    risk: 'High',
  };
  return deviceOf(seed, n + seeds.length, vm);
}

function deviceOf(seed: DeviceSeed, n: number, vm: CatalogueMachine | null): FixtureDevice {
  const [version, build, agentVersion] = versions[seed.platform];
  return {
    version,
    build,
    agentVersion,
    health: 'Active',
    onboarding: 'onboarded',
    risk: 'Low',
    value: 'Normal',
    tags: [],
    address: `10.20.${vm === null ? 4 : 8}.${20 + n}`,
    online: true,
    outdated: false,
    lowPower: false,
    isolated: false,
    restricted: false,
    stopped: [],
    quarantined: [],
    busy: false,
    ...seed,
    id: deviceId(seed.name),
    group: groups[seed.group],
    vm,
  };
}
