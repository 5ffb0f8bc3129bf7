import { createHash } from 'node:crypto';
import type { FixtureDevice } from './device.ts';

/** What runs and is set up on a Windows device: one picture for its package and for its scripts. */
export interface WindowsFacts {
  readonly processes: readonly WindowsProcess[];
  readonly services: readonly WindowsService[];
  readonly drivers: readonly WindowsService[];
  readonly tasks: readonly WindowsTask[];
  readonly connections: readonly WindowsConnection[];
  readonly registry: readonly RegistryValue[];
  readonly programs: readonly (readonly [name: string, version: string, vendor: string, date: string])[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly prefetch: readonly string[];
}

export interface WindowsProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly path: string | null; // null: no file, or none that may be read
  readonly commandLine: string;
  readonly user: string;
  readonly startedMinutesAgo: number;
}

export interface WindowsService {
  readonly name: string;
  readonly display: string;
  readonly state: 'Running' | 'Stopped';
  readonly startMode: 'Auto' | 'Manual' | 'Disabled' | 'Boot' | 'System';
  readonly account: string;
  readonly path: string;
  readonly pid: number;
}

export interface WindowsTask {
  readonly path: string;
  readonly name: string;
  readonly state: 'Ready' | 'Disabled';
  readonly author: string;
  readonly action: string;
  readonly trigger: string;
  readonly runAs: string;
}

export interface WindowsConnection {
  readonly local: readonly [address: string, port: number];
  readonly remote: readonly [address: string, port: number];
  readonly state: 'Listen' | 'Established' | 'TimeWait';
  readonly pid: number;
}

export interface RegistryValue {
  readonly key: string;
  readonly name: string;
  readonly kind: 'String' | 'DWord' | 'ExpandString';
  readonly data: string;
}

export const runKey = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';
const system32 = 'C:\\Windows\\System32';
const systemAccount = 'NT AUTHORITY\\SYSTEM';

/** Deterministic from the device's name. A device at high risk carries the marks of what was done to it. */
export function windowsFacts(device: FixtureDevice): WindowsFacts {
  const user = `HOLDFAST\\${device.user}`;
  const struck = device.risk === 'High';
  const runs = (pid: number) => !device.stopped.includes(pid);
  const dropped = `C:\\Users\\${device.user}\\AppData\\Local\\Temp\\updsvc.exe`;
  return {
    processes: processes(device, user, struck ? dropped : null).filter((one) => runs(one.pid)),
    services: services(device),
    drivers: drivers(),
    tasks: tasks(user, struck ? dropped : null),
    connections: connections(device, struck).filter((one) => runs(one.pid)),
    registry: registry(device, struck ? dropped : null),
    programs: [
      ['Microsoft Edge', '141.0.3537.57', 'Microsoft Corporation', '20261012'],
      ['Microsoft 365 Apps for enterprise - en-us', '16.0.19328.20190', 'Microsoft Corporation', '20261103'],
      ['7-Zip 25.01 (x64)', '25.01', 'Igor Pavlov', '20260218'],
    ],
    groups: {
      Administrators: ['Administrator', ...(struck ? [user] : []), 'HOLDFAST\\Domain Admins'],
      Users: [user, 'NT AUTHORITY\\INTERACTIVE'],
      Guests: [],
      'Remote Desktop Users': struck ? [user] : [],
      'Event Log Readers': [],
    },
    prefetch: [
      'CMD.EXE',
      'EXPLORER.EXE',
      'MSEDGE.EXE',
      'POWERSHELL.EXE',
      'SVCHOST.EXE',
      ...(struck ? ['7Z.EXE', 'UPDSVC.EXE'] : []),
    ].map((name) => `${name}-${createHash('sha1').update(name).digest('hex').slice(0, 8).toUpperCase()}.pf`),
  };
}

function processes(device: FixtureDevice, user: string, dropped: string | null): readonly WindowsProcess[] {
  const one = (
    pid: number,
    ppid: number,
    name: string,
    path: string | null,
    args = '',
    as = systemAccount,
  ): WindowsProcess => ({
    pid,
    ppid,
    name,
    path,
    commandLine: path === null ? '' : `"${path}"${args}`,
    user: as,
    startedMinutesAgo: Math.max(3, 2000 - Math.floor(pid / 4)),
  });
  const local = 'NT AUTHORITY\\LOCAL SERVICE';
  return [
    one(4, 0, 'System', null),
    one(388, 4, 'smss.exe', `${system32}\\smss.exe`),
    one(540, 528, 'csrss.exe', `${system32}\\csrss.exe`),
    one(624, 528, 'wininit.exe', `${system32}\\wininit.exe`),
    one(760, 624, 'services.exe', `${system32}\\services.exe`),
    one(780, 624, 'lsass.exe', `${system32}\\lsass.exe`),
    one(908, 760, 'svchost.exe', `${system32}\\svchost.exe`, ' -k DcomLaunch -p'),
    one(1012, 760, 'svchost.exe', `${system32}\\svchost.exe`, ' -k LocalServiceNetworkRestricted -p', local),
    one(2216, 760, 'spoolsv.exe', `${system32}\\spoolsv.exe`),
    one(
      2844,
      760,
      'MsSense.exe',
      'C:\\Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe',
    ),
    one(3120, 760, 'MsMpEng.exe', 'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\MsMpEng.exe'),
    one(5012, 4988, 'explorer.exe', 'C:\\Windows\\explorer.exe', '', user),
    ...(device.platform.startsWith('WindowsServer')
      ? []
      : [
          one(
            6240,
            5012,
            'msedge.exe',
            'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
            '',
            user,
          ),
        ]),
    ...(dropped === null
      ? []
      : [
          one(
            7312,
            5012,
            'powershell.exe',
            `${system32}\\WindowsPowerShell\\v1.0\\powershell.exe`,
            ' -nop -w hidden',
            user,
          ),
          one(7420, 7312, 'updsvc.exe', dropped, ' --silent', user),
        ]),
  ];
}

function services(device: FixtureDevice): readonly WindowsService[] {
  const svchost = `${system32}\\svchost.exe`;
  return [
    service('Dhcp', 'DHCP Client', 'Running', 'Auto', svchost, 1012, 'NT AUTHORITY\\LocalService'),
    service('EventLog', 'Windows Event Log', 'Running', 'Auto', svchost, 1012, 'NT AUTHORITY\\LocalService'),
    service('Spooler', 'Print Spooler', 'Running', 'Auto', `${system32}\\spoolsv.exe`, 2216),
    service(
      'Sense',
      'Windows Defender Advanced Threat Protection Service',
      'Running',
      'Auto',
      'C:\\Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe',
      2844,
    ),
    service('RemoteRegistry', 'Remote Registry', 'Stopped', 'Disabled', svchost, 0),
    ...(device.name.startsWith('dc-')
      ? [
          service(
            'NTDS',
            'Active Directory Domain Services',
            'Running',
            'Auto',
            `${system32}\\lsass.exe`,
            780,
          ),
        ]
      : []),
  ];
}

function drivers(): readonly WindowsService[] {
  const one = (name: string, display: string, file: string) =>
    service(name, display, 'Running', 'Boot', `${system32}\\drivers\\${file}`, 0, '');
  return [
    one('disk', 'Disk Driver', 'disk.sys'),
    one('Tcpip', 'TCP/IP Protocol Driver', 'tcpip.sys'),
    one('WdFilter', 'Microsoft Defender Antivirus Mini-Filter Driver', 'wd\\WdFilter.sys'),
  ];
}

function service(
  name: string,
  display: string,
  state: WindowsService['state'],
  startMode: WindowsService['startMode'],
  path: string,
  pid: number,
  account = 'LocalSystem',
): WindowsService {
  return { name, display, state, startMode, account, path, pid };
}

function tasks(user: string, dropped: string | null): readonly WindowsTask[] {
  const defender = '\\Microsoft\\Windows\\Windows Defender\\';
  return [
    {
      path: defender,
      name: 'Windows Defender Scheduled Scan',
      state: 'Ready',
      author: 'Microsoft Corporation',
      action: 'C:\\Program Files\\Windows Defender\\MpCmdRun.exe Scan -ScheduleJob',
      trigger: 'Daily',
      runAs: systemAccount,
    },
    {
      path: '\\Microsoft\\Windows\\Time Synchronization\\',
      name: 'SynchronizeTime',
      state: 'Ready',
      author: 'Microsoft Corporation',
      action: `${system32}\\sc.exe start w32time task_started`,
      trigger: 'Weekly',
      runAs: 'NT AUTHORITY\\LOCAL SERVICE',
    },
    ...(dropped === null
      ? []
      : [
          {
            path: '\\',
            name: 'OneDrive Update Task',
            state: 'Ready' as const,
            author: user,
            action: `${dropped} --silent`,
            trigger: 'At log on',
            runAs: user,
          },
        ]),
  ];
}

function connections(device: FixtureDevice, struck: boolean): readonly WindowsConnection[] {
  const any: readonly [string, number] = ['0.0.0.0', 0];
  return [
    { local: ['0.0.0.0', 135], remote: any, state: 'Listen', pid: 908 },
    { local: ['0.0.0.0', 445], remote: any, state: 'Listen', pid: 4 },
    { local: [device.address, 49712], remote: ['20.190.160.14', 443], state: 'Established', pid: 2844 },
    ...(struck
      ? [
          {
            local: [device.address, 50144],
            remote: ['198.51.100.77', 8443],
            state: 'Established',
            pid: 7420,
          } as const,
        ]
      : []),
  ];
}

function registry(device: FixtureDevice, dropped: string | null): readonly RegistryValue[] {
  const winlogon = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';
  return [
    {
      key: runKey,
      name: 'SecurityHealth',
      kind: 'ExpandString',
      data: '%windir%\\system32\\SecurityHealthSystray.exe',
    },
    ...(dropped === null
      ? []
      : [{ key: runKey, name: 'UpdateService', kind: 'String', data: `"${dropped}" --silent` } as const]),
    { key: winlogon, name: 'Shell', kind: 'String', data: 'explorer.exe' },
    { key: winlogon, name: 'Userinit', kind: 'String', data: 'C:\\Windows\\system32\\userinit.exe,' },
    {
      key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
      name: 'CurrentBuild',
      kind: 'String',
      data: String(device.build ?? ''),
    },
    { key: 'HKEY_USERS\\.DEFAULT\\Console', name: 'ScreenBufferSize', kind: 'DWord', data: '589889616' },
  ];
}
